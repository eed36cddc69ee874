using Funnel.ServiceDefaults;

namespace Funnel.Insights.Funnels;

internal static class FunnelsEndpoints
{
    public static void MapFunnels(this WebApplication app)
    {
        var funnels = app.MapGroup("/api/insights/v1/funnels").WithTags("Funnels").RequirePermissions("insights");
        funnels.MapGet("/cohorts", GetCohorts.Handle)
            .WithSummary("Shows the cohort funnel by month and by channel, with days from first contact to won");
    }
}
