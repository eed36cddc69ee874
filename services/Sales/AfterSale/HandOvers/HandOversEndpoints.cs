using Funnel.Messaging;
using Funnel.OpenApi;
using Funnel.Sales.Team;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.HandOvers;

internal static class HandOversEndpoints
{
    public static void MapHandOvers(this WebApplication app)
    {
        var person = app.MapGroup("/api/sales/v1/representatives/{id:guid}").WithTags("Team").RequirePermission(SalesPermissions.Manage)
            .RetryOnConflict<SalesDb>();
        person.MapPost("/deactivate", DeactivateRepresentative.Handle).Versioned<SalesDb, Representative>()
            .WithSummary("Deactivates a representative, who gets no new handoffs; shows which work is still open");
        person.MapPost("/hand-over/preview", HandOver.Preview)
            .WithSummary("Shows who would take over the open work of a representative; changes nothing")
            .WithExample("""{"territory": "dach"}""");
        person.MapPost("/hand-over", HandOver.Do).Versioned<SalesDb, Representative>()
            .WithSummary("Hands all open work of a representative over to others")
            .WithExample("""{"territory": "dach"}""");
    }
}
