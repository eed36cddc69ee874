using System.ComponentModel;
using System.Security.Claims;
using Funnel.Insights.Projections;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Insights.Timeline;

/// <summary>The causes of an event: the chain from the event back to the first event that led to it.</summary>
/// <param name="Events">The event, then its cause, then the cause of that, and so on.</param>
/// <param name="Complete">Whether the last event has no cause. If false, Insights does not know the cause of the last event.</param>
public sealed record CausesResponse(Freshness Freshness, IReadOnlyList<TimelineEvent> Events, bool Complete);

internal static class GetCauses
{
    /// <summary>Longer chains are cut.</summary>
    private const int Longest = 1000;

    private static readonly string Chain =
        $"""
        with recursive chain as (
            select 1 as depth, events.* from timeline.events where event_id = $1 and person = $2
            union all
            select depth + 1, cause.* from chain join timeline.events cause on cause.event_id = chain.causation_id where depth < {Longest}
        ) cycle event_id set is_ring using path
        select {TimelineEvent.Columns} from chain where not is_ring order by depth
        """;

    public static async Task<Results<Ok<CausesResponse>, ProblemHttpResult>> Handle(
        Guid leadId, Guid eventId, ProjectionReader reader, ClaimsPrincipal caller, HttpResponse response, CancellationToken cancellation,
        [Description("`complete` refuses the report with 503 unless it includes all events that the services have recorded.")]
        string? require = null)
    {
        await using var reading = await reader.Open(cancellation, "timeline.events", "timeline.freshness");
        var freshness = await Freshness.Of(reading, cancellation, "timeline");
        if (freshness.Check(require, response).IsRefused(out var incomplete))
        {
            return incomplete.ToProblem();
        }

        var events =
            await reading.Query(Chain, TimelineEvent.ReadFor(caller), cancellation, new() { Value = eventId }, new() { Value = leadId });
        return events.Count == 0
            ? TimelineRefusals.EventNotFound(eventId).ToProblem()
            : TypedResults.Ok(new CausesResponse(freshness, events, events[^1].CausationId is null));
    }
}
