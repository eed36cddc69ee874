using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Funnel.Messaging;
using Funnel.Sales.Reasons;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Handoffs;

/// <summary>A decision on the handoff that is named in one of three ways.</summary>
/// <param name="DecidedBy">Who decided; who is signed in where it is absent, and nobody else. An API client, which is no person, names one.</param>
/// <param name="ExternalLeadId">The lead's key in the system that it came from.</param>
/// <param name="Cycle">With a lead: which of its handoffs; the latest where it is absent.</param>
/// <param name="Reason">Code from the managed list of reject or recycle reasons; free words for accept.</param>
/// <param name="ReturnAfter">For recycle: not to be handed over again before this time.</param>
/// <param name="Journey">For recycle: code of the nurture journey that the lead is to go through meanwhile.</param>
/// <param name="OccurredAt">When it was decided, for history; now where it is absent.</param>
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
    public static async Task<Ok<BulkResponse>> Handle(
        BulkRequest<HandoffDecisionItem> request, ClaimsPrincipal caller, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var decider = await DecisionMaker.Of(caller, db, cancellation);
        var reasons = await ReasonList.Load(db, cancellation);
        var handoffs = await HandoffLookup.Load(db.Handoffs,
            request.Items.Select(item => item.HandoffId), request.Items.Select(item => item.LeadId), request.Items.Select(item => item.ExternalLeadId), cancellation);
        var results = request.Items.Select(Decide).ToList();
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(BulkResponse.Of(results));

        BulkResult Decide(HandoffDecisionItem item)
        {
            if (handoffs.Find(item.HandoffId, item.LeadId, item.ExternalLeadId, item.Cycle).IsRefused(out var refusal, out var handoff))
            {
                return BulkResult.Of(refusal);
            }

            if (decider.Says(item).IsRefused(out var notSaid, out var verdict))
            {
                return BulkResult.Of(notSaid);
            }

            var (refused, isUnchanged) = DecideHandoff.Apply(handoff, verdict, item.OccurredAt, reasons, db, now);
            return refused is null
                ? new(isUnchanged ? BulkOutcome.Unchanged : BulkOutcome.Done, handoff.Id)
                : BulkResult.Of(refused);
        }
    }
}
