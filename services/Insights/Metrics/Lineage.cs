using Funnel.Insights.Projections;
using Npgsql;

namespace Funnel.Insights.Metrics;

/// <summary>Where a figure comes from, so that it can be argued with.</summary>
/// <param name="Filters">The filters as they were understood, defaults included.</param>
/// <param name="TimeZone">The time zone in which days and months begin.</param>
/// <param name="AsOf">The figures are as things stood then: what happened later does not count.</param>
/// <param name="LastEvents">The latest event that is included, of each service.</param>
/// <param name="Exclusions">What was left out, how much of it, and why.</param>
/// <param name="Rounding">Calculated exactly, rounded in the answer only.</param>
public sealed record Lineage(
    MetricDefinition Definition,
    IReadOnlyDictionary<string, string> Filters,
    string TimeZone,
    DateTimeOffset AsOf,
    IReadOnlyList<IncludedEvent> LastEvents,
    IReadOnlyList<Exclusion> Exclusions,
    string Rounding)
{
    public const string Rounded = "Ratios to 6 decimals, days to 4, money to 2, half away from zero; calculated exactly before.";

    internal static decimal? Ratio(decimal part, decimal whole) => whole == 0 ? null : Round(part / whole, 6);

    internal static decimal Round(decimal value, int decimals) => Math.Round(value, decimals, MidpointRounding.AwayFromZero);

    internal static decimal? Round(decimal? value, int decimals) => value is { } known ? Round(known, decimals) : null;

    /// <summary>The latest event of each source in a projection that happened by then.</summary>
    internal static Task<List<IncludedEvent>> Last(ProjectionReading reading, string facts, DateTimeOffset asOf, CancellationToken cancellation) =>
        reading.Query(
            $"""
            select progress.source, latest.event_id, latest.time from {facts.Split('.')[0]}.progress
            cross join lateral (
                select event_id, time from {facts} facts
                where facts.source = progress.source and facts.time <= $1 order by time desc, event_id desc limit 1) latest
            order by progress.source
            """,
            row => new IncludedEvent(facts.Split('.')[0], row.GetString(0), row.GetGuid(1), row.GetFieldValue<DateTimeOffset>(2)), cancellation,
            new NpgsqlParameter { Value = asOf });
}

/// <param name="Version">Rises with every change of the definition.</param>
/// <param name="Statement">The definition in words.</param>
public sealed record MetricDefinition(string Name, int Version, string Statement);

/// <param name="Projection">The read model that includes it.</param>
/// <param name="Source">The service that published it.</param>
/// <param name="Time">When it happened.</param>
public sealed record IncludedEvent(string Projection, string Source, Guid EventId, DateTimeOffset Time);

/// <param name="Code">Stable name of the reason.</param>
/// <param name="Count">How many it concerns.</param>
/// <param name="Reason">Why, and out of what they were left.</param>
public sealed record Exclusion(string Code, long Count, string Reason);

/// <summary>A duration over its cases, twice: over all of them, and without those that cannot be right.</summary>
public sealed record Durations(DurationFigures All, DurationFigures WithoutExclusions);

/// <param name="Count">Cases.</param>
/// <param name="Mean">Days.</param>
/// <param name="Median">Days.</param>
/// <param name="Max">Days.</param>
public sealed record DurationFigures(long Count, decimal? Mean, decimal? Median, decimal? Max)
{
    /// <summary>Reads count, sum, lower and upper median and maximum, five columns from <paramref name="at"/>.</summary>
    internal static DurationFigures Read(NpgsqlDataReader row, int at)
    {
        var count = row.GetInt64(at);
        return count == 0
            ? new(0, null, null, null)
            : new(count, Lineage.Round(row.GetDecimal(at + 1) / count, 4),
                Lineage.Round((row.GetDecimal(at + 2) + row.GetDecimal(at + 3)) / 2, 4), Lineage.Round(row.GetDecimal(at + 4), 4));
    }

    /// <summary>The five columns: exact, where percentile_cont would leave the decimals for binary fractions.</summary>
    internal static string Columns(string days, string filter) =>
        $"""
        count({days}) filter (where {filter}), sum({days}) filter (where {filter}),
        percentile_disc(0.5) within group (order by {days}) filter (where {filter}),
        percentile_disc(0.5) within group (order by {days} desc) filter (where {filter}),
        max({days}) filter (where {filter})
        """;
}
