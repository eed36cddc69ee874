using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Reasons;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Handoffs;

/// <param name="DecidedBy">The person who found that it is too early.</param>
/// <param name="Reason">Code from the managed list of recycle reasons.</param>
/// <param name="ReturnAfter">The lead is not handed over again before this time.</param>
/// <param name="OccurredAt">When it was decided, for history; now where it is absent.</param>
public sealed record RecycleHandoffRequest(
    [property: Required, MaxLength(Handoff.DecidedByLength)] string DecidedBy,
    [property: Required, MaxLength(Reason.CodeLength)] string Reason,
    DateTimeOffset? ReturnAfter = null,
    [property: MaxLength(Handoff.NoteLength)] string? Note = null,
    DateTimeOffset? OccurredAt = null);

internal static class RecycleHandoff
{
    public static Task<Results<Ok<HandoffDecisionResponse>, ProblemHttpResult>> Handle(
        Guid id, RecycleHandoffRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation) =>
        DecideHandoff.Handle(id, new(HandoffDecision.Recycle, request.DecidedBy, request.Reason, request.ReturnAfter, request.Note),
            request.OccurredAt, db, clock, cancellation);
}
