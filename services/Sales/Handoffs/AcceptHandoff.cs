using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Handoffs;

/// <param name="DecidedBy">The person who takes the lead.</param>
/// <param name="Reason">Why, in free words.</param>
/// <param name="OccurredAt">When it was decided, for history; now where it is absent.</param>
public sealed record AcceptHandoffRequest(
    [property: Required, MaxLength(Handoff.DecidedByLength)] string DecidedBy,
    [property: MaxLength(Handoff.NoteLength)] string? Note = null,
    [property: MaxLength(Handoff.FreeReasonLength)] string? Reason = null,
    DateTimeOffset? OccurredAt = null);

internal static class AcceptHandoff
{
    public static Task<Results<Ok<HandoffDecisionResponse>, ProblemHttpResult>> Handle(
        Guid id, AcceptHandoffRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation) =>
        DecideHandoff.Handle(id, new(HandoffDecision.Accept, request.DecidedBy, request.Reason, null, request.Note),
            request.OccurredAt, db, clock, cancellation);
}
