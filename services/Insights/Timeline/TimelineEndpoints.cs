using Funnel.ServiceDefaults;

namespace Funnel.Insights.Timeline;

internal static class TimelineEndpoints
{
    public static void MapTimeline(this WebApplication app)
    {
        var timeline = app.MapGroup("/api/insights/v1/people/{leadId:guid}/timeline").WithTags("Timeline").RequirePermissions("insights");
        timeline.MapGet("/", GetTimeline.Handle).WithSummary("Lists all events of a person, oldest first");
        timeline.MapGet("/{eventId:guid}/causes", GetCauses.Handle).WithSummary("Shows the chain of causes of an event");
    }
}
