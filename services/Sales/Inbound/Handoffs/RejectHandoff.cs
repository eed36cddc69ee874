using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Funnel.Sales.Reasons;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Handoffs;

/// <param name="DecidedBy">The person who found that the lead is not valid; who is signed in where it is absent, and nobody else. An API client, which is no person, names one.</param>
/// <param name="Reason">Code from the managed list of reject reasons.</param>
/// <param name="OccurredAt">When it was decided, for history; now where it is absent.</param>
public sealed record RejectHandoffRequest(
    [property: Required, MaxLength(Reason.CodeLength)] string Reason,
    [property: MinLength(1), MaxLength(Handoff.DecidedByLength), RegularExpression(Handoff.DecidedByPattern)] string? DecidedBy = null,
    [property: MaxLength(Handoff.NoteLength)] string? Note = null,
    DateTimeOffset? OccurredAt = null);

internal static class RejectHandoff
{
    public static Task<Results<Ok<HandoffDecisionResponse>, ProblemHttpResult>> Handle(
        Guid id, RejectHandoffRequest request, ClaimsPrincipal caller, SalesDb db, TimeProvider clock, CancellationToken cancellation) =>
        DecideHandoff.Handle(id,
            new(HandoffDecision.Reject, request.DecidedBy, id,
                Reason: request.Reason, Note: request.Note, OccurredAt: request.OccurredAt), caller, db, clock, cancellation);
}
