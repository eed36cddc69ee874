using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Funnel.Insights.Projections;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using NpgsqlTypes;

namespace Funnel.Insights.Timeline;

/// <summary>A page of a person's timeline, oldest event first.</summary>
/// <param name="Next">Pass it as <c>after</c> to get the next page. Absent on the last page.</param>
public sealed record TimelineResponse(Guid LeadId, Freshness Freshness, IReadOnlyList<TimelineEvent> Events, Guid? Next);

/// <summary>An event in a person's timeline.</summary>
/// <param name="Type">Name of the event on the bus.</param>
/// <param name="Time">When the event happened.</param>
/// <param name="RecordedTime">When Funnel recorded the event.</param>
/// <param name="Source">The service that published the event.</param>
/// <param name="Subject">Id of the lead, touch, handoff or opportunity that the event is about.</param>
/// <param name="Sequence">Number of the event among the events of its subject.</param>
/// <param name="CausationId">The event that led to this event. Absent if a person or another system caused it.</param>
/// <param name="Sentence">The event in words. Amounts are included only with the permission <c>insights.deals</c>.</param>
public sealed record TimelineEvent(
    Guid EventId, string Type, DateTimeOffset Time, DateTimeOffset RecordedTime, string Source,
    Guid Subject, int Sequence, Guid? CausationId, string Sentence)
{
    internal const string Columns = "event_id, type, time, recorded_at, source, subject, sequence, causation_id, sentence, with_amounts";

    internal static Func<NpgsqlDataReader, TimelineEvent> ReadFor(ClaimsPrincipal caller)
    {
        var showsAmounts = caller.May(InsightsPermissions.Deals);
        return row => Read(row, showsAmounts);
    }

    private static TimelineEvent Read(NpgsqlDataReader row, bool showsAmounts) => new(
        row.GetGuid(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), row.GetFieldValue<DateTimeOffset>(3), row.GetString(4),
        row.GetGuid(5), row.GetInt32(6), row.IsDBNull(7) ? null : row.GetGuid(7), row.GetString(showsAmounts && !row.IsDBNull(9) ? 9 : 8));
}

internal static class GetTimeline
{
    private const int LargestLimit = 1000;
    private static readonly DateTime Beginning = DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc); // -infinity

    /// <summary>The events after a key. Events that were added before the key meanwhile do not shift the page.</summary>
    private const string Events =
        $"""
        select {TimelineEvent.Columns} from timeline.events
        where person = $1 and (time, recorded_at, sequence, event_id) > ($3, $4, $5, $6)
        order by time, recorded_at, sequence, event_id limit $2
        """;

    private const string KeyOf = "select time, recorded_at, sequence from timeline.events where event_id = $1 and person = $2";

    public static async Task<Results<Ok<TimelineResponse>, ProblemHttpResult>> Handle(
        Guid leadId, ProjectionReader reader, ClaimsPrincipal caller, HttpResponse response, CancellationToken cancellation,
        [Description("The `next` value of the previous page.")] Guid? after = null,
        [Range(1, LargestLimit)] int limit = 100,
        [Description("`complete` refuses the report with 503 unless it includes all events that the services have recorded.")]
        string? require = null)
    {
        await using var reading = await reader.Open(cancellation, "timeline.events", "timeline.freshness");
        var freshness = await Freshness.Of(reading, cancellation, "timeline");
        if (freshness.Check(require, response).IsRefused(out var incomplete))
        {
            return incomplete.ToProblem();
        }

        var key = (Time: Beginning, RecordedAt: Beginning, Sequence: 0);
        if (after is { } cursor)
        {
            var keys = await reading.Query(KeyOf, row => (row.GetDateTime(0), row.GetDateTime(1), row.GetInt32(2)), cancellation,
                new() { Value = cursor }, new() { Value = leadId });
            if (keys.Count == 0)
            {
                return TimelineRefusals.EventNotFound(cursor).ToProblem();
            }

            key = keys[0];
        }

        var events =
            await reading.Query(Events, TimelineEvent.ReadFor(caller), cancellation, new() { Value = leadId }, new() { Value = limit + 1 },
            Time(key.Time), Time(key.RecordedAt), new() { Value = key.Sequence }, new() { Value = after ?? Guid.Empty });
        return events.Count == 0 && after is null
            ? TimelineRefusals.PersonNotFound(leadId).ToProblem()
            : TypedResults.Ok(Page(leadId, freshness, events, limit));
    }

    private static NpgsqlParameter Time(DateTime time) => new() { Value = time, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private static TimelineResponse Page(Guid leadId, Freshness freshness, List<TimelineEvent> events, int limit) =>
        events.Count <= limit ? new(leadId, freshness, events, null) : new(leadId, freshness, events[..limit], events[limit - 1].EventId);
}
