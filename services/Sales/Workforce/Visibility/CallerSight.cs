using System.Security.Claims;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Visibility;

/// <summary>
/// The sight of the caller of this scope. A request sees nothing until its caller is known. Background work sees everything.
/// </summary>
internal sealed class CallerSight(IHttpContextAccessor http)
{
    public Sight Value { get; private set; } = http.HttpContext is null ? Sight.All : Sight.Nothing;

    /// <remarks>
    /// A caller with a role is a person and sees by role. API clients have permissions only, and see all records. People cost one
    /// query a request; API clients cost none.
    /// </remarks>
    public async Task Learn(ClaimsPrincipal caller, VisibilityOptions options, SalesDb db, CancellationToken cancellation)
    {
        var roles = caller.FindAll(((ClaimsIdentity)caller.Identity!).RoleClaimType).Select(role => role.Value).ToList();
        if (roles.Count == 0)
        {
            Value = Sight.All;
            return;
        }

        var subject = caller.FindFirstValue("sub");
        var people = await db.Database.SqlQuery<Seen>(
            $"""
            with recursive below as (
                select teams.id from teams join representatives manager on manager.id = teams.manager_id
                    where manager.signs_in_as = {subject}
                union
                select teams.id from teams join below on teams.parent_id = below.id)
            select id, signs_in_as is not distinct from {subject} as is_self from representatives
            where signs_in_as = {subject} or team_id in (select id from below)
                or id in (select manager_id from teams where id in (select id from below))
            """).ToListAsync(cancellation);
        Value = Sight.Of(people.Find(person => person.IsSelf)?.Id, options.RecordsOf(roles), options.AmountsOf(roles),
            [.. people.Select(person => person.Id)], caller.May(SalesPermissions.Manage));
    }

    private sealed record Seen(Guid Id, bool IsSelf);
}

internal static class SightSetup
{
    public static void AddVisibility(this WebApplicationBuilder builder)
    {
        builder.AddOptionsFrom<VisibilityOptions>(VisibilityOptions.Section);
        builder.Services.AddScoped<CallerSight>();
        builder.Services.AddSingleton<IConfigureOptions<Microsoft.AspNetCore.Http.Json.JsonOptions>, HideAmounts>();
    }

    /// <summary>Call it after <c>UseServiceDefaults</c>, which authenticates the caller, and before anything that reads.</summary>
    public static void UseVisibility(this WebApplication app) => app.Use(async (http, next) =>
    {
        if (http.User.Identity is { IsAuthenticated: true } && http.GetEndpoint()?.Metadata.GetMetadata<PermissionMetadata>() is not null)
        {
            var services = http.RequestServices;
            await services.GetRequiredService<CallerSight>().Learn(
                http.User, services.GetRequiredService<IOptions<VisibilityOptions>>().Value, services.GetRequiredService<SalesDb>(),
                http.RequestAborted);
        }

        await next(http);
    });
}
