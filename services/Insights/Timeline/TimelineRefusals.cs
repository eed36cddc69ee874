using Funnel.ServiceDefaults;

namespace Funnel.Insights.Timeline;

internal static class TimelineRefusals
{
    private static readonly Refusal NoPerson = new("person-not-found", 404, "The person does not exist.");
    private static readonly Refusal NoEvent = new("event-not-found", 404, "The person's timeline does not have the event.");

    public static Refusal PersonNotFound(Guid leadId) => NoPerson.Because($"Insights has no event of a person with the id {leadId}.");

    public static Refusal EventNotFound(Guid eventId) => NoEvent.Because($"The timeline has no event with the id {eventId}.");
}
