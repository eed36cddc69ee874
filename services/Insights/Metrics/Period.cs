using Funnel.ServiceDefaults;

namespace Funnel.Insights.Metrics;

/// <summary>The period of a figure as it was understood.</summary>
/// <param name="From">First day; null from the beginning.</param>
/// <param name="To">The day after the last; null until <paramref name="AsOf"/>.</param>
/// <param name="AsOf">What happened later does not count.</param>
/// <param name="TimeZone">Where the days begin.</param>
internal sealed record Period(DateOnly? From, DateOnly? To, DateTimeOffset AsOf, string TimeZone)
{
    private static readonly TimeSpan FastClocks = TimeSpan.FromMinutes(5);
    private static readonly DateOnly First = new(1990, 1, 1);
    private static readonly DateOnly Last = new(2200, 1, 1);

    public static async Task<Result<Period>> Understand(
        DateOnly? from, DateOnly? to, DateTimeOffset? asOf, string timeZone, TimeZones zones, DateTimeOffset now, CancellationToken cancellation)
    {
        if (asOf is { } given && (given > now + FastClocks || given.Year < First.Year))
        {
            return MetricsRefusals.AsOfOutOfRange;
        }

        if (from < First || from > Last || to < First || to > Last || from >= to)
        {
            return MetricsRefusals.PeriodOutOfRange;
        }

        return await zones.Find(timeZone, cancellation) is { } zone
            ? new Period(from, to, (asOf ?? now).ToUniversalTime(), zone)
            : MetricsRefusals.TimeZoneUnknown;
    }

    /// <summary>For the lineage.</summary>
    public Dictionary<string, string> Filters(string by) => new()
    {
        ["from"] = From?.ToString("O") ?? "the beginning",
        ["to"] = To is { } to ? $"{to:O} (exclusive)" : "asOf",
        ["by"] = by,
    };
}
