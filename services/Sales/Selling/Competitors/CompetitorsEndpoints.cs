using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Competitors;

internal static class CompetitorsEndpoints
{
    public static void MapCompetitors(this WebApplication app)
    {
        var competitors = app.MapGroup("/api/sales/v1/competitors").WithTags("Competitors").RequirePermission(Access.SalesManagement).RetryOnConflict<SalesDb>();
        competitors.MapGet("/", ListCompetitor.All).WithSummary("Lists the competitors by name, retired ones too").RequirePermissions("sales");
        competitors.MapGet("/{code}", ListCompetitor.Show).Versioned<SalesDb, Competitor>(ByCode).WithSummary("Shows a competitor").RequirePermissions("sales");
        competitors.MapPut("/{code}", ListCompetitor.Handle).Versioned<SalesDb, Competitor>(ByCode).WithSummary("Puts a competitor on the list, or renames it");
        competitors.MapPost("/{code}/retire", ListCompetitor.Retire).Versioned<SalesDb, Competitor>(ByCode).WithSummary("Takes a competitor off the list; past opportunities keep it");

        app.MapGroup("/api/sales/v1/opportunities/{id:guid}/competitors").WithTags("Competitors").RequirePermissions("sales").RetryOnConflict<SalesDb>()
            .MapPut("/", NameCompetitors.Handle).WithSummary("Says who is in the running for an opportunity");

        static ValueTask<Competitor?> ByCode(SalesDb db, EndpointFilterInvocationContext context, CancellationToken cancellation) =>
            ListCompetitor.Find(db, context.GetArgument<string>(0), cancellation);
    }
}
