using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Funnel.Sales.Reasons;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Handoffs;

/// <summary>The lead is not valid.</summary>
/// <param name="Reason">Code of a reject reason from the managed list.</param>
/// <param name="DecidedBy">
/// Name of the person who rejects. Defaults to the signed-in user, who cannot decide in another name. Required from API clients.
/// </param>
/// <param name="OccurredAt">When the decision was made. Set it to import history. Defaults to the current time.</param>
public sealed record RejectHandoffRequest(
    [property: Required, MaxLength(Reason.CodeLength)] string Reason,
    [property: MinLength(1), MaxLength(Handoff.DecidedByLength), RegularExpression(Handoff.DecidedByPattern)] string? DecidedBy = null,
    [property: MaxLength(Handoff.NoteLength)] string? Note = null,
    DateTimeOffset? OccurredAt = null);

internal static class RejectHandoff
{
    public static Task<Results<Ok<HandoffDecisionResponse>, ProblemHttpResult>> Handle(
        Guid id, RejectHandoffRequest request, ClaimsPrincipal caller, SalesDb db, TimeProvider clock, CancellationToken cancellation) =>
        DecideHandoff.Handle(
            id,
            new(HandoffDecision.Reject, request.DecidedBy, id, Reason: request.Reason, Note: request.Note, OccurredAt: request.OccurredAt),
            caller, db, clock, cancellation);
}
