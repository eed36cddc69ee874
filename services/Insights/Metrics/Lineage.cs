using Funnel.Insights.Projections;
using Funnel.Values;
using Npgsql;

namespace Funnel.Insights.Metrics;

/// <summary>The origin of the figures of a report, so that readers can check them.</summary>
/// <param name="Filters">The filters of the report, including defaults.</param>
/// <param name="TimeZone">The time zone in which days and months begin.</param>
/// <param name="AsOf">The figures as of this time. Later events do not count.</param>
/// <param name="LastEvents">The latest included event of each service.</param>
/// <param name="Exclusions">Cases that some figures leave out, with their number and the reason.</param>
/// <param name="Rounding">How the figures are rounded.</param>
public sealed record Lineage(
    MetricDefinition Definition,
    IReadOnlyDictionary<string, string> Filters,
    string TimeZone,
    DateTimeOffset AsOf,
    IReadOnlyList<IncludedEvent> LastEvents,
    IReadOnlyList<Exclusion> Exclusions,
    string Rounding)
{
    public const string Rounded =
        "Figures are calculated exactly and then rounded half away from zero: ratios to 6 decimals, days to 4, money to the "
            + "decimals of its currency.";

    internal static decimal? Ratio(decimal part, decimal whole) => whole == 0 ? null : Round(part / whole, 6);

    /// <summary>An amount with the decimals of its currency.</summary>
    internal static decimal? Money(decimal? amount, string? currency) =>
        amount is { } known ? Currency.Round(known, currency ?? "") : null;

    internal static decimal Round(decimal value, int decimals) => Math.Round(value, decimals, MidpointRounding.AwayFromZero);

    internal static decimal? Round(decimal? value, int decimals) => value is { } known ? Round(known, decimals) : null;

    /// <summary>The latest event of each source in a projection that happened by the given time.</summary>
    internal static Task<List<IncludedEvent>> LastEventsOf(
        ProjectionReading reading, string facts, DateTimeOffset asOf, CancellationToken cancellation) =>
        reading.Query(
            $"""
            select progress.source, latest.event_id, latest.time from {facts.Split('.')[0]}.progress
            cross join lateral (
                select event_id, time from {facts} facts
                where facts.source = progress.source and facts.time <= $1 order by time desc, event_id desc limit 1) latest
            order by progress.source
            """,
            row => new IncludedEvent(facts.Split('.')[0], row.GetString(0), row.GetGuid(1), row.GetFieldValue<DateTimeOffset>(2)),
            cancellation,
            new NpgsqlParameter { Value = asOf });
}

/// <summary>The definition of the figures.</summary>
/// <param name="Version">Increases with every change of the definition.</param>
/// <param name="Statement">The definition in words.</param>
public sealed record MetricDefinition(string Name, int Version, string Statement);

/// <summary>The latest event of a service that the report includes.</summary>
/// <param name="Projection">The read model that includes the event.</param>
/// <param name="Source">The service that published the event.</param>
/// <param name="Time">When the event happened.</param>
public sealed record IncludedEvent(string Projection, string Source, Guid EventId, DateTimeOffset Time);

/// <summary>Cases that some figures leave out.</summary>
/// <param name="Code">Stable name of the reason.</param>
/// <param name="Count">Number of cases.</param>
/// <param name="Reason">Why the cases are left out, and of which figures.</param>
public sealed record Exclusion(string Code, long Count, string Reason);

/// <summary>A duration in two variants: over all cases, and without the cases that cannot be right.</summary>
public sealed record Durations(DurationFigures All, DurationFigures WithoutExclusions);

/// <summary>Durations in days.</summary>
/// <param name="Count">Number of cases.</param>
/// <param name="Mean">Mean, in days.</param>
/// <param name="Median">Median, in days.</param>
/// <param name="Max">Longest, in days.</param>
public sealed record DurationFigures(long Count, decimal? Mean, decimal? Median, decimal? Max)
{
    /// <summary>Reads five columns from <paramref name="at"/> on: count, sum, lower median, upper median, maximum.</summary>
    internal static DurationFigures Read(NpgsqlDataReader row, int at)
    {
        var count = row.GetInt64(at);
        return count == 0
            ? new(0, null, null, null)
            : new(count, Lineage.Round(row.GetDecimal(at + 1) / count, 4),
                Lineage.Round((row.GetDecimal(at + 2) + row.GetDecimal(at + 3)) / 2, 4), Lineage.Round(row.GetDecimal(at + 4), 4));
    }

    /// <summary>The five columns. They are exact decimals; percentile_cont would compute binary fractions.</summary>
    internal static string Columns(string days, string filter) =>
        $"""
        count({days}) filter (where {filter}), sum({days}) filter (where {filter}),
        percentile_disc(0.5) within group (order by {days}) filter (where {filter}),
        percentile_disc(0.5) within group (order by {days} desc) filter (where {filter}),
        max({days}) filter (where {filter})
        """;
}
