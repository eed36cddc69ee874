using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Competitors;

internal static class CompetitorsEndpoints
{
    public static void MapCompetitors(this WebApplication app)
    {
        var competitors = app.MapGroup("/api/sales/v1/competitors").WithTags("Competitors")
            .RequirePermission(SalesPermissions.Manage).RetryOnConflict<SalesDb>();
        competitors.MapGet("/", ListCompetitors.Handle).RequirePermissions("sales")
            .WithSummary("Lists the competitors by name, including retired competitors");
        competitors.MapGet("/{code}", GetCompetitor.Handle).Versioned<SalesDb, Competitor>(ByCode).RequirePermissions("sales")
            .WithSummary("Shows a competitor");
        competitors.MapPut("/{code}", DefineCompetitor.Handle).Versioned<SalesDb, Competitor>(ByCode)
            .WithSummary("Adds a competitor to the list, or renames it");
        competitors.MapPost("/{code}/retire", RetireCompetitor.Handle).Versioned<SalesDb, Competitor>(ByCode)
            .WithSummary("Retires a competitor");

        app.MapGroup("/api/sales/v1/opportunities/{id:guid}/competitors").WithTags("Competitors").RequirePermissions("sales")
            .RetryOnConflict<SalesDb>()
            .MapPut("/", SetCompetitors.Handle).WithSummary("Sets the competitors for an opportunity");

        static ValueTask<Competitor?> ByCode(SalesDb db, EndpointFilterInvocationContext context, CancellationToken cancellation) =>
            DefineCompetitor.Find(db, context.GetArgument<string>(0), cancellation);
    }
}
