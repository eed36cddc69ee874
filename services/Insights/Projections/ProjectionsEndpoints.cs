using Funnel.ServiceDefaults;

namespace Funnel.Insights.Projections;

internal static class ProjectionsEndpoints
{
    public static void MapProjections(this WebApplication app)
    {
        var projections = app.MapGroup("/api/insights/v1/projections").WithTags("Projections").RequirePermission(Access.Operations);
        projections.MapGet("/", ListProjections.Handle).WithSummary("Lists the read models: version, rows, last events, lag");
        projections.MapPost("/rebuild", StartRebuild.Handle).WithSummary("Rebuilds read models from the journals or from the bus");
        projections.MapGet("/rebuilds/{id:guid}", GetRebuild.Handle).WithSummary("Shows how far a rebuild has come");
    }
}
