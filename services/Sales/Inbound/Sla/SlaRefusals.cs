using Funnel.ServiceDefaults;

namespace Funnel.Sales.Sla;

internal static class SlaRefusals
{
    private static readonly Refusal NoCalendar = new("calendar-not-found", 404, "The business calendar does not exist.");

    private static readonly Refusal UnknownCalendar = new("calendar-unknown", 422, "The business calendar of the policy does not exist.");

    private static readonly Refusal UsedCalendar = new("calendar-in-use", 409, "An SLA policy uses the business calendar.");

    private static readonly Refusal UnknownZone = new("time-zone-unknown", 422, "The time zone does not exist.");

    private static readonly Refusal WrongHours = new("business-hours-wrong", 422, "The hours or holidays of the calendar are not valid.");

    private static readonly Refusal NoPolicy = new("sla-policy-not-found", 404, "The SLA policy does not exist.");

    private static readonly Refusal EmptyScoreRange = new("sla-scores-wrong", 422, "The range of scores is empty.");

    private static readonly Refusal UnknownEscalation = new(
        "escalation-not-found", 422, "The representative for escalations does not exist.");

    public static Refusal CalendarNotFound(string code) => NoCalendar.Because($"No business calendar has the code '{code}'.");

    public static Refusal CalendarUnknown(string code) =>
        UnknownCalendar.Because($"`calendar` is '{code}', which is not a business calendar.");

    public static Refusal CalendarInUse(string policy) => UsedCalendar.Because(
        $"SLA policy '{policy}' uses the calendar. Change the policy first.");

    public static Refusal TimeZoneUnknown(string zone) => UnknownZone.Because(
        $"`timeZone` is '{zone}'. Give an IANA name such as Europe/Berlin.");

    public static Refusal HoursWrong(string detail) => WrongHours.Because(detail);

    public static Refusal PolicyNotFound(string code) => NoPolicy.Because($"No SLA policy has the code '{code}'.");

    public static Refusal ScoresWrong(decimal? from, decimal? below) => EmptyScoreRange.Because(
        $"`scoreFrom` is {from} and `scoreBelow` is {below}. `scoreFrom` must be less than `scoreBelow`.");

    public static Refusal EscalationUnknown(Guid id) =>
        UnknownEscalation.Because($"`escalateToId` is '{id}', which is not a representative.");
}
