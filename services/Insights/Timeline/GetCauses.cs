using System.Security.Claims;
using Funnel.Insights.Projections;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Insights.Timeline;

/// <summary>Why an event happened: the chain from it back to the one that began it.</summary>
/// <param name="Events">The event itself first, then its cause, then the cause's cause.</param>
/// <param name="Complete">Whether the last one began it. Otherwise its cause has not been heard of.</param>
public sealed record CausesResponse(IReadOnlyList<TimelineEvent> Events, bool Complete);

internal static class GetCauses
{
    /// <summary>Longer chains are cut; a ring, which no honest publisher makes, ends here too.</summary>
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
        Guid leadId, Guid eventId, ProjectionReader reader, ClaimsPrincipal caller, CancellationToken cancellation)
    {
        await using var reading = await reader.Open(cancellation, "timeline.events");
        var events = await reading.Query(Chain, TimelineEvent.ReadFor(caller), cancellation, new() { Value = eventId }, new() { Value = leadId });
        return events.Count == 0
            ? TimelineRefusals.EventNotFound.ToProblem()
            : TypedResults.Ok(new CausesResponse(events, events[^1].CausationId is null));
    }
}
