using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Routing;

internal static class RoutingEndpoints
{
    public static void MapRouting(this WebApplication app)
    {
        var territories = app.MapGroup("/api/sales/v1/territories").WithTags("Routing")
            .RequirePermission(SalesPermissions.Manage).RetryOnConflict<SalesDb>();
        territories.MapGet("/", ListTerritories.Handle)
            .WithSummary("Lists the territories in the order in which they are checked").RequirePermissions("sales");
        territories.MapGet("/{code}", GetTerritory.Handle).Versioned<SalesDb, TerritoryRule>(ByCode)
            .WithSummary("Shows a territory").RequirePermissions("sales");
        territories.MapPut("/{code}", PutTerritory.Handle).Versioned<SalesDb, TerritoryRule>(ByCode)
            .WithSummary("Creates or replaces a territory");
        territories.MapDelete("/{code}", RemoveTerritory.Handle).WithSummary("Removes a territory");
    }

    private static async ValueTask<TerritoryRule?> ByCode(SalesDb db, EndpointFilterInvocationContext context,
        CancellationToken cancellation) =>
        context.Arguments[0] is string code
            ? await db.TerritoryRules.SingleOrDefaultAsync(rule => rule.Code == code, cancellation)
            : null;
}
