using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Handoffs;

/// <param name="DecidedBy">The person who takes the lead; who is signed in where it is absent, and nobody else. An API client, which is no person, names one.</param>
/// <param name="Reason">Why, in free words.</param>
/// <param name="OccurredAt">When it was decided, for history; now where it is absent.</param>
public sealed record AcceptHandoffRequest(
    [property: MinLength(1), MaxLength(Handoff.DecidedByLength), RegularExpression(Handoff.DecidedByPattern)] string? DecidedBy = null,
    [property: MaxLength(Handoff.NoteLength)] string? Note = null,
    [property: MaxLength(Handoff.FreeReasonLength)] string? Reason = null,
    DateTimeOffset? OccurredAt = null);

internal static class AcceptHandoff
{
    public static Task<Results<Ok<HandoffDecisionResponse>, ProblemHttpResult>> Handle(
        Guid id, AcceptHandoffRequest request, ClaimsPrincipal caller, SalesDb db, TimeProvider clock, CancellationToken cancellation) =>
        DecideHandoff.Handle(id,
            new(HandoffDecision.Accept, request.DecidedBy, id,
                Reason: request.Reason, Note: request.Note, OccurredAt: request.OccurredAt), caller, db, clock, cancellation);
}
