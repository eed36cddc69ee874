using Funnel.ServiceDefaults;

namespace Funnel.Insights.Metrics;

internal static class MetricsRefusals
{
    private static readonly Refusal AsOf = new("as-of-out-of-range", 422, "The time of the figures is out of range.");
    private static readonly Refusal Period = new("period-out-of-range", 422, "The period is out of range.");
    private static readonly Refusal TimeZone = new("time-zone-unknown", 422, "The time zone does not exist.");
    private static readonly Refusal Grouping = new("grouping-unknown", 422, "The report does not have this grouping.");
    private static readonly Refusal Window = new("window-out-of-range", 422, "The window is out of range.");
    private static readonly Refusal Currency = new("currency-unknown", 422, "The currency is not an ISO 4217 code in use.");

    public static Refusal AsOfOutOfRange(DateTimeOffset given) =>
        AsOf.Because($"`asOf` is {given.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}. It must lie between 1990 and now.");

    public static Refusal PeriodOutOfRange(DateOnly? from, DateOnly? to) => Period.Because(
        $"`from` is {Day(from)} and `to` is {Day(to)}. `from` must be before `to`, and both must lie between 1990-01-01 and 2200-01-01.");

    public static Refusal TimeZoneUnknown(string given) =>
        TimeZone.Because($"`timeZone` is '{given}'. Give an IANA name such as Europe/Berlin.");

    public static Refusal GroupingUnknown(string given, string accepted) =>
        Grouping.Because($"`by` is '{given}'. Accepted are {accepted}.");

    public static Refusal WindowOutOfRange(int given, int longest) =>
        Window.Because($"`window` is {given} days. It must be 1 to {longest} days.");

    public static Refusal CurrencyUnknown(string given) =>
        Currency.Because($"`currency` is '{given}'. Give three capital letters such as EUR.");

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "absent";
}
