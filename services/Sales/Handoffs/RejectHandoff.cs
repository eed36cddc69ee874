using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Reasons;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Handoffs;

/// <param name="DecidedBy">The person who found that the lead is not valid.</param>
/// <param name="Reason">Code from the managed list of reject reasons.</param>
/// <param name="OccurredAt">When it was decided, for history; now where it is absent.</param>
public sealed record RejectHandoffRequest(
    [property: Required, MaxLength(Handoff.DecidedByLength)] string DecidedBy,
    [property: Required, MaxLength(Reason.CodeLength)] string Reason,
    [property: MaxLength(Handoff.NoteLength)] string? Note = null,
    DateTimeOffset? OccurredAt = null);

internal static class RejectHandoff
{
    public static Task<Results<Ok<HandoffDecisionResponse>, ProblemHttpResult>> Handle(
        Guid id, RejectHandoffRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation) =>
        DecideHandoff.Handle(id, new(HandoffDecision.Reject, request.DecidedBy, request.Reason, null, request.Note),
            request.OccurredAt, db, clock, cancellation);
}
