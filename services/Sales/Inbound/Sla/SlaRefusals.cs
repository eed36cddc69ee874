using Funnel.ServiceDefaults;

namespace Funnel.Sales.Sla;

internal static class SlaRefusals
{
    public static readonly Refusal CalendarNotFound = new("calendar-not-found", 404, "There is no such business calendar.");

    public static readonly Refusal CalendarUnknown = new("calendar-unknown", 422, "There is no such business calendar.");

    public static readonly Refusal CalendarInUse = new("calendar-in-use", 409, "An SLA policy counts by this calendar.");

    public static readonly Refusal UnknownTimeZone = new("time-zone-unknown", 422, "There is no such time zone; give an IANA name such as Europe/Berlin.");

    public static readonly Refusal HoursWrong = new("business-hours-wrong", 422, "The hours and holidays do not make a calendar.");

    public static readonly Refusal PolicyNotFound = new("sla-policy-not-found", 404, "There is no such SLA policy.");

    public static readonly Refusal ScoresWrong = new("sla-scores-wrong", 422, "The policy's scores include none.");

    public static readonly Refusal EscalationUnknown = new("escalation-not-found", 422, "There is no such representative to escalate to.");
}
