using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Funnel.ServiceDefaults;

/// <summary>
/// Does a use case again when another writer was faster, so that it decides on what is there now: of two people who
/// accept at once the second is told that the first one did.
/// </summary>
public static class ConflictRetry
{
    private const int Tries = 5;

    /// <remarks>The handlers of the group save once, by the request's <typeparamref name="TDb"/>.</remarks>
    public static RouteGroupBuilder RetryOnConflict<TDb>(this RouteGroupBuilder group) where TDb : DbContext =>
        group.AddEndpointFilter(async (context, next) =>
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return await next(context);
                }
                catch (DbUpdateException failure) when (attempt < Tries && failure.IsConflict()
                    && context.HttpContext.RequestServices.GetRequiredService<TDb>() is { Database.CurrentTransaction: null } db) // who opened one does it all again
                {
                    db.ChangeTracker.Clear();
                    await Task.Delay(Random.Shared.Next(5, 20 * attempt), context.HttpContext.RequestAborted);
                }
            }
        });
}
