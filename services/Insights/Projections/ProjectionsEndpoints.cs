using Funnel.ServiceDefaults;

namespace Funnel.Insights.Projections;

internal static class ProjectionsEndpoints
{
    public static void MapProjections(this WebApplication app)
    {
        var projections = app.MapGroup("/api/insights/v1/projections").WithTags("Projections").RequirePermission(Access.Operations);
        projections.MapGet("/", ListProjections.Handle).WithSummary("Lists the read models with their version, rows, last events and lag");
        projections.MapPost("/rebuild", StartRebuild.Handle).WithSummary("Rebuilds read models from the journals or from the bus");
        projections.MapGet("/rebuilds/{id:guid}", GetRebuild.Handle).WithSummary("Shows a rebuild and its progress");
    }
}
