using Funnel.ServiceDefaults;

namespace Funnel.Insights.Timeline;

internal static class TimelineRefusals
{
    public static readonly Refusal PersonNotFound = new("person-not-found", 404, "There is no such person.");
    public static readonly Refusal EventNotFound = new("event-not-found", 404, "This person's timeline has no such event.");
}
