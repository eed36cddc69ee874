using Funnel.ServiceDefaults;

namespace Funnel.Insights.Timeline;

internal static class TimelineEndpoints
{
    public static void MapTimeline(this WebApplication app)
    {
        var timeline = app.MapGroup("/api/insights/v1/people/{leadId:guid}/timeline").WithTags("Timeline").RequirePermissions("insights");
        timeline.MapGet("/", GetTimeline.Handle).WithSummary("Lists every event of a person, from the first touch on");
        timeline.MapGet("/{eventId:guid}/causes", GetCauses.Handle).WithSummary("Walks from an event back to the one that began it");
    }
}
