using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Handoffs;

/// <summary>Sales takes the lead.</summary>
/// <param name="DecidedBy">
/// Name of the person who accepts. Defaults to the signed-in user, who cannot decide in another name. Required from API clients.
/// </param>
/// <param name="Reason">Why the lead is accepted, in free text.</param>
/// <param name="OccurredAt">When the decision was made. Set it to import history. Defaults to the current time.</param>
public sealed record AcceptHandoffRequest(
    [property: MinLength(1), MaxLength(Handoff.DecidedByLength), RegularExpression(Handoff.DecidedByPattern)] string? DecidedBy = null,
    [property: MaxLength(Handoff.NoteLength)] string? Note = null,
    [property: MaxLength(Handoff.FreeReasonLength)] string? Reason = null,
    DateTimeOffset? OccurredAt = null);

internal static class AcceptHandoff
{
    public static Task<Results<Ok<HandoffDecisionResponse>, ProblemHttpResult>> Handle(
        Guid id, AcceptHandoffRequest request, ClaimsPrincipal caller, SalesDb db, TimeProvider clock, CancellationToken cancellation) =>
        DecideHandoff.Handle(
            id,
            new(HandoffDecision.Accept, request.DecidedBy, id, Reason: request.Reason, Note: request.Note, OccurredAt: request.OccurredAt),
            caller, db, clock, cancellation);
}
