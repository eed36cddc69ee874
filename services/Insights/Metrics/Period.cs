using Funnel.ServiceDefaults;
using Funnel.Values;
using NodaTime;

namespace Funnel.Insights.Metrics;

/// <summary>The period of a report, checked and with its defaults.</summary>
/// <param name="From">First day. Null for no start.</param>
/// <param name="To">The day after the last day. Null for the time <c>AsOf</c>.</param>
/// <param name="AsOf">Later events do not count.</param>
/// <param name="Zone">The time zone in which the days begin.</param>
internal sealed record Period(DateOnly? From, DateOnly? To, DateTimeOffset AsOf, DateTimeZone Zone)
{
    private static readonly TimeSpan ClockLeeway = TimeSpan.FromMinutes(5);
    private static readonly DateOnly First = new(1990, 1, 1);
    private static readonly DateOnly Last = new(2200, 1, 1);

    /// <summary>The moment at which the first day begins. The database would take the second of two midnights.</summary>
    public DateTimeOffset? Start => From is { } from ? Days.StartOf(from, Zone) : null;

    /// <summary>The moment after the last day.</summary>
    public DateTimeOffset? End => To is { } to ? Days.StartOf(to, Zone) : null;

    public static Result<Period> Resolve(DateOnly? from, DateOnly? to, DateTimeOffset? asOf, string timeZone, DateTimeOffset now)
    {
        if (asOf is { } given && (given > now + ClockLeeway || given.Year < First.Year))
        {
            return MetricsRefusals.AsOfOutOfRange(given);
        }

        if (from < First || from > Last || to < First || to > Last || from >= to)
        {
            return MetricsRefusals.PeriodOutOfRange(from, to);
        }

        return TimeZones.Find(timeZone) is { } zone
            ? new Period(from, to, (asOf ?? now).ToUniversalTime(), zone)
            : MetricsRefusals.TimeZoneUnknown(timeZone);
    }

    /// <summary>The filters of the report, as the lineage shows them.</summary>
    public Dictionary<string, string> Filters(string by) => new()
    {
        ["from"] = From?.ToString("O") ?? "no start",
        ["to"] = To is { } to ? $"{to:O} (exclusive)" : "asOf",
        ["by"] = by,
    };
}
