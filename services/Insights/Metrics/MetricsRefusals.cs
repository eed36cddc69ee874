using Funnel.ServiceDefaults;

namespace Funnel.Insights.Metrics;

internal static class MetricsRefusals
{
    public static readonly Refusal AsOfOutOfRange = new("as-of-out-of-range", 422, "The figures can be shown as of a time from 1990 until now.");
    public static readonly Refusal PeriodOutOfRange = new("period-out-of-range", 422, "A period begins before it ends, between 1990 and 2200.");
    public static readonly Refusal TimeZoneUnknown = new("time-zone-unknown", 422, "There is no such time zone; give an IANA name such as Europe/Berlin.");
    public static readonly Refusal GroupingUnknown = new("grouping-unknown", 422, "The figures cannot be grouped by that.");
    public static readonly Refusal WindowOutOfRange = new("window-out-of-range", 422, "A window is 1 to 3,650 days.");
    public static readonly Refusal CurrencyUnknown = new("currency-unknown", 422, "The currency is no ISO 4217 code in use.");
}
