using Funnel.Contracts.Marketing;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Handoffs;

/// <summary>A handoff with the whole why of it, as it was at the handoff.</summary>
/// <param name="Contributions">Their points sum to the score.</param>
/// <param name="Context">The lead as it was: last touches, campaigns, consents.</param>
/// <param name="Explanation">Why this representative, or why the queue.</param>
/// <param name="SlaDueAt">Until when it wants an answer.</param>
/// <param name="IsOverdue">Still pending after that time.</param>
/// <param name="Decision">Absent while it is pending.</param>
/// <param name="OpportunityId">What came of it.</param>
public sealed record HandoffResponse(
    Guid Id, Guid LeadId, string? ExternalLeadId, int Cycle, HandoffStatus Status, DateTimeOffset HandedOffAt,
    int RuleSetVersion, decimal Score, decimal Fit, decimal Engagement, decimal Threshold,
    IReadOnlyList<ScoreContribution> Contributions, LeadContext Context,
    Guid? RepresentativeId, string? Representative, string Explanation, DateTimeOffset SlaDueAt, bool IsOverdue,
    HandoffDecisionResponse? Decision, Guid? OpportunityId);

internal static class GetHandoff
{
    public static async Task<Results<Ok<HandoffResponse>, ProblemHttpResult>> Handle(
        Guid id, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await db.Handoffs.FindAsync([id], cancellation) is not { } found)
        {
            return HandoffRefusals.NotFound.ToProblem();
        }

        var representative = await db.Representatives.Where(person => person.Id == found.RepresentativeId)
            .Select(person => person.Name).SingleOrDefaultAsync(cancellation);
        var opportunity = await db.Opportunities.Where(opportunity => opportunity.HandoffId == id)
            .Select(opportunity => (Guid?)opportunity.Id).SingleOrDefaultAsync(cancellation);
        var why = found.Qualification;
        return TypedResults.Ok(new HandoffResponse(
            found.Id, found.LeadId, found.ExternalLeadId, found.Cycle,
            found.Status == HandoffStatus.Accepted && opportunity is not null ? HandoffStatus.Converted : found.Status,
            found.HandedOffAt, why.RuleSetVersion, why.Score, why.Fit, why.Engagement, why.Threshold, why.Contributions, why.Context,
            found.RepresentativeId, representative, found.Explanation, found.SlaDueAt,
            found.Status == HandoffStatus.Pending && found.SlaDueAt < clock.GetUtcNow(),
            found.Status == HandoffStatus.Pending ? null : HandoffDecisionResponse.Of(found), opportunity));
    }
}
