using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Funnel.Messaging;
using Funnel.Sales.Reasons;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Handoffs;

/// <summary>A decision about one handoff. Give exactly one of <c>handoffId</c>, <c>leadId</c> and <c>externalLeadId</c>.</summary>
/// <param name="DecidedBy">
/// Name of the person who decides. Defaults to the signed-in user, who cannot decide in another name. Required from API clients.
/// </param>
/// <param name="ExternalLeadId">The lead's key in the system that it was captured from.</param>
/// <param name="Cycle">Selects one of the lead's handoffs. Defaults to the latest. Ignored with <c>handoffId</c>.</param>
/// <param name="Reason">Code of a reject or recycle reason from the managed list. Free text for accept.</param>
/// <param name="ReturnAfter">Recycle only: Marketing does not hand the lead over again before this time.</param>
/// <param name="OccurredAt">When the decision was made. Set it to import history. Defaults to the current time.</param>
/// <param name="Journey">Recycle only: code of the nurture journey for the lead.</param>
public sealed record HandoffDecisionItem(
    HandoffDecision Decision,
    [property: MinLength(1), MaxLength(Handoff.DecidedByLength), RegularExpression(Handoff.DecidedByPattern)] string? DecidedBy = null,
    Guid? HandoffId = null,
    Guid? LeadId = null,
    [property: MaxLength(200)] string? ExternalLeadId = null,
    [property: Range(1, int.MaxValue)] int? Cycle = null,
    [property: MaxLength(Handoff.FreeReasonLength)] string? Reason = null,
    DateTimeOffset? ReturnAfter = null,
    [property: MaxLength(Handoff.NoteLength)] string? Note = null,
    DateTimeOffset? OccurredAt = null,
    [property: MinLength(1), MaxLength(Handoff.JourneyLength), RegularExpression(Handoff.JourneyPattern)] string? Journey = null);

internal static class DecideHandoffsInBulk
{
    public static async Task<Results<Ok<BulkResponse>, ProblemHttpResult>> Handle(
        Bulk<HandoffDecisionItem> request, ClaimsPrincipal caller, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (request.CheckCount().IsRefused(out var wrongCount))
        {
            return wrongCount.ToProblem();
        }

        var now = clock.GetUtcNow();
        var decisionMaker = await DecisionMaker.Load(caller, db, cancellation);
        var reasons = await ReasonList.Load(db, cancellation);
        var handoffs = await HandoffLookup.Load(
            db.Handoffs,
            request.Sound.Select(item => item.HandoffId),
            request.Sound.Select(item => item.LeadId),
            request.Sound.Select(item => item.ExternalLeadId),
            cancellation);
        var response = request.Answer(Decide);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(response);

        BulkResult Decide(HandoffDecisionItem item)
        {
            if (handoffs.Find(item.HandoffId, item.LeadId, item.ExternalLeadId, item.Cycle).IsRefused(out var notFound, out var handoff))
            {
                return BulkResult.Of(notFound);
            }

            if (decisionMaker.Answer(item).IsRefused(out var notAnswered, out var answer))
            {
                return BulkResult.Of(notAnswered);
            }

            return DecideHandoff.Apply(handoff, answer, item.OccurredAt, reasons, db, now).IsRefused(out var refusal, out var outcome)
                ? BulkResult.Of(refusal)
                : new(outcome, handoff.Id);
        }
    }
}
