using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Funnel.Sales.Reasons;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Handoffs;

/// <summary>The lead is valid, but the time is wrong. It goes back to Marketing.</summary>
/// <param name="Reason">Code of a recycle reason from the managed list.</param>
/// <param name="DecidedBy">
/// Name of the person who recycles. Defaults to the signed-in user, who cannot decide in another name. Required from API clients.
/// </param>
/// <param name="ReturnAfter">Marketing does not hand the lead over again before this time.</param>
/// <param name="OccurredAt">When the decision was made. Set it to import history. Defaults to the current time.</param>
/// <param name="Journey">Code of the nurture journey for the lead. Marketing chooses if it is absent.</param>
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
        DecideHandoff.Handle(
            id,
            new(HandoffDecision.Recycle, request.DecidedBy, id, Reason: request.Reason, ReturnAfter: request.ReturnAfter,
                Note: request.Note, OccurredAt: request.OccurredAt, Journey: request.Journey),
            caller, db, clock, cancellation);
}
