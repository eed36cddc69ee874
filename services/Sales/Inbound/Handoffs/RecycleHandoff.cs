using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Funnel.Sales.Reasons;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Handoffs;

/// <param name="DecidedBy">The person who found that it is too early; who is signed in where it is absent, and nobody else. An API client, which is no person, names one.</param>
/// <param name="Reason">Code from the managed list of recycle reasons.</param>
/// <param name="ReturnAfter">The lead is not handed over again before this time.</param>
/// <param name="Journey">Code of the nurture journey that the lead is to go through meanwhile.</param>
/// <param name="OccurredAt">When it was decided, for history; now where it is absent.</param>
public sealed record RecycleHandoffRequest(
    [property: Required, MaxLength(Reason.CodeLength)] string Reason,
    [property: MinLength(1), MaxLength(Handoff.DecidedByLength), RegularExpression(Handoff.DecidedByPattern)] string? DecidedBy = null,
    DateTimeOffset? ReturnAfter = null,
    [property: MaxLength(Handoff.NoteLength)] string? Note = null,
    DateTimeOffset? OccurredAt = null,
    [property: MinLength(1), MaxLength(Handoff.JourneyLength), RegularExpression(Handoff.JourneyPattern)] string? Journey = null);

internal static class RecycleHandoff
{
    public static Task<Results<Ok<HandoffDecisionResponse>, ProblemHttpResult>> Handle(
        Guid id, RecycleHandoffRequest request, ClaimsPrincipal caller, SalesDb db, TimeProvider clock, CancellationToken cancellation) =>
        DecideHandoff.Handle(id,
            new(HandoffDecision.Recycle, request.DecidedBy, id,
                Reason: request.Reason, ReturnAfter: request.ReturnAfter, Note: request.Note, OccurredAt: request.OccurredAt, Journey: request.Journey), caller, db, clock, cancellation);
}
