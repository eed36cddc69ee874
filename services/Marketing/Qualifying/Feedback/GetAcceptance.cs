using System.ComponentModel;
using Funnel.ServiceDefaults;
using Funnel.Values;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;

namespace Funnel.Marketing.Feedback;

/// <summary>The grouping of the acceptance figures.</summary>
public enum AcceptanceBy
{
    /// <summary>The channel of the lead's first touch.</summary>
    Channel,

    /// <summary>The source of the lead's first touch.</summary>
    Source,

    /// <summary>The campaign of the lead's first touch.</summary>
    Campaign,

    /// <summary>
    /// The scoring rules that gave points. A handoff counts for each of its rules, so the groups sum to more than the total.
    /// </summary>
    Rule,
}

/// <summary>The decisions of Sales on the handoffs of Marketing.</summary>
/// <param name="Definition">The name of the definition on the metrics page.</param>
/// <param name="DefinitionVersion">The version of the definition. It changes when the same facts give another figure.</param>
/// <param name="Period">Whether the figures are cohorts by entry or flows by event.</param>
/// <param name="TimeZone">The time zone of `from` and `to`.</param>
/// <param name="From">The start of the period. Absent for no start.</param>
/// <param name="To">The end of the period, which is not included. Absent for no end.</param>
/// <param name="LastFactAt">The time of the latest counted handoff or decision.</param>
public sealed record AcceptanceResponse(
    string Definition, int DefinitionVersion, string Period, string TimeZone, AcceptanceBy By, DateTimeOffset? From, DateTimeOffset? To,
    DateTimeOffset? LastFactAt, AcceptanceFigures Total, IReadOnlyList<AcceptanceGroup> Groups,
    IReadOnlyList<AcceptanceExclusion> Excluded);

/// <param name="Key">The channel, source, campaign or rule. Absent if it is unknown.</param>
public sealed record AcceptanceGroup(string? Key, AcceptanceFigures Figures);

/// <param name="AcceptanceRate">Accepted ÷ decided. Absent if no handoff is decided.</param>
/// <param name="StrictAcceptanceRate">Accepted ÷ handed off. Absent if no handoff was made.</param>
public sealed record AcceptanceFigures(
    long HandedOff, long Decided, long Accepted, long Rejected, long Recycled, decimal? AcceptanceRate, decimal? StrictAcceptanceRate)
{
    internal static AcceptanceFigures Of(long handedOff, long accepted, long rejected, long recycled)
    {
        var decided = accepted + rejected + recycled;
        return new(handedOff, decided, accepted, rejected, recycled, Ratio(accepted, decided), Ratio(accepted, handedOff));
    }

    private static decimal? Ratio(long part, long whole) => whole == 0 ? null : decimal.Round((decimal)part / whole, 6);
}

/// <summary>Rows that the figures do not count.</summary>
public sealed record AcceptanceExclusion(string Reason, long Count);

/// <summary>Shows acceptance for each channel, source, campaign or rule, as a cohort by the date of the handoff.</summary>
internal static class GetAcceptance
{
    private const string Handoffs =
        """
        with handoffs as (
            select q.channel, q.source, q.campaign, q.contributions, q.qualified_at, d.kind, d.decided_at
            from qualifications q left join decisions d using (lead_id, cycle)
            where ($1 is null or q.qualified_at >= $1) and ($2 is null or q.qualified_at < $2))
        """;

    private const string Counts =
        """
        count(*), count(*) filter (where kind = 'Accepted'), count(*) filter (where kind = 'Rejected'),
        count(*) filter (where kind = 'Recycled')
        """;

    public static async Task<Results<Ok<AcceptanceResponse>, ProblemHttpResult>> Handle(
        NpgsqlDataSource database, CancellationToken cancellation,
        [Description("The grouping: `channel`, `source`, `campaign` or `rule`. Defaults to `channel`.")] EnumName<AcceptanceBy>? by = null,
        [Description("The start of the period of the handoffs.")] DateTimeOffset? from = null,
        [Description("The end of the period of the handoffs; it is not included.")] DateTimeOffset? to = null)
    {
        if (from >= to)
        {
            return FeedbackRefusals.PeriodEmpty.Because($"`from` is {from:O} and `to` is {to:O}.").ToProblem();
        }

        var grouping = by?.Value ?? AcceptanceBy.Channel;
        await using var batch = database.CreateBatch();
        Add(batch, $"{Handoffs} select {Counts}, greatest(max(qualified_at), max(decided_at)) from handoffs", from, to);
        Add(batch,
            $"{Handoffs} select {Key(grouping)} as key, {Counts}, min(qualified_at) from handoffs {Source(grouping)} group by key",
            from, to);
        Add(batch,
            """
            select count(*) from decisions d where ($1 is null or d.decided_at >= $1) and ($2 is null or d.decided_at < $2)
                and not exists (select from qualifications q where q.lead_id = d.lead_id and q.cycle = d.cycle)
            """, from, to);
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var total = Figures(reader, 0);
        var lastFactAt = await reader.IsDBNullAsync(4, cancellation) ? default(DateTimeOffset?) : reader.GetFieldValue<DateTimeOffset>(4);
        var spellings = new List<Spelling>();
        await reader.NextResultAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            spellings.Add(new(await reader.IsDBNullAsync(0, cancellation) ? null : reader.GetString(0), Figures(reader, 1),
                reader.GetFieldValue<DateTimeOffset>(5)));
        }

        await reader.NextResultAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return TypedResults.Ok(new AcceptanceResponse(
            "acceptance-rate", 1, "cohort by handoff date", "UTC", grouping, from, to, lastFactAt, total, Groups(spellings),
            reader.GetInt64(0) is > 0 and var count ? [new("decision on a lead that Marketing did not hand over", count)] : []));
    }

    /// <summary>Spellings with one identity key are one group, which is shown as it was first written.</summary>
    private static List<AcceptanceGroup> Groups(List<Spelling> spellings) =>
    [
        .. spellings.GroupBy(spelling => TextKey.IdentityOrNull(spelling.Key))
            .Select(group => new AcceptanceGroup(
                group.MinBy(spelling => spelling.FirstAt)!.Key,
                AcceptanceFigures.Of(
                    group.Sum(spelling => spelling.Figures.HandedOff), group.Sum(spelling => spelling.Figures.Accepted),
                    group.Sum(spelling => spelling.Figures.Rejected), group.Sum(spelling => spelling.Figures.Recycled))))
            .OrderByDescending(group => group.Figures.HandedOff).ThenBy(group => group.Key is null)
            .ThenBy(group => group.Key, StringComparer.Ordinal),
    ];

    private static string Key(AcceptanceBy by) => by switch
    {
        AcceptanceBy.Source => "source",
        AcceptanceBy.Campaign => "campaign",
        AcceptanceBy.Rule => "rule",
        _ => "channel",
    };

    private static string Source(AcceptanceBy by) => by is AcceptanceBy.Rule
        ? """
          cross join lateral (select distinct part ->> 'rule' as rule from jsonb_array_elements(contributions) part
              where (part ->> 'points')::numeric > 0) rules
          """
        : "";

    private static AcceptanceFigures Figures(NpgsqlDataReader reader, int at) =>
        AcceptanceFigures.Of(reader.GetInt64(at), reader.GetInt64(at + 1), reader.GetInt64(at + 2), reader.GetInt64(at + 3));

    private sealed record Spelling(string? Key, AcceptanceFigures Figures, DateTimeOffset FirstAt);

    private static void Add(NpgsqlBatch batch, string sql, DateTimeOffset? from, DateTimeOffset? to) => batch.BatchCommands.Add(new(sql)
    {
        Parameters =
        {
            new() { Value = (object?)from?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            new() { Value = (object?)to?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
        },
    });
}
