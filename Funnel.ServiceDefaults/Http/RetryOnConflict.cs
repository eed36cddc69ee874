using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Funnel.ServiceDefaults;

/// <summary>
/// Runs a use case again if another writer was faster, so that it decides on the present data: if two people accept at the
/// same time, the second learns that the first has accepted.
/// </summary>
public static class ConflictRetry
{
    /// <remarks>The handlers of the group save once, through the <typeparamref name="TDb"/> of the request.</remarks>
    public static RouteGroupBuilder RetryOnConflict<TDb>(this RouteGroupBuilder group) where TDb : DbContext =>
        group.AddEndpointFilter((context, next) => new(Retry.OnLostRace(
            async () => await next(context),
            failure => failure is DbUpdateException && failure.IsConflict() && HasForgotten<TDb>(context.HttpContext),
            context.HttpContext.RequestAborted)));

    /// <summary>Forgets what the failed attempt has loaded. Within a transaction, the code that opened it runs everything again.</summary>
    private static bool HasForgotten<TDb>(HttpContext http) where TDb : DbContext
    {
        var db = http.RequestServices.GetRequiredService<TDb>();
        if (db.Database.CurrentTransaction is not null)
        {
            return false;
        }

        db.ChangeTracker.Clear();
        return true;
    }
}
