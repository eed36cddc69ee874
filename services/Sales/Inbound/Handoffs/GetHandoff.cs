using Funnel.Contracts.Marketing;
using Funnel.Sales.Sla;
using Funnel.Sales.Visibility;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Handoffs;

/// <summary>A handoff, with the reasons for it as they were when the lead qualified.</summary>
/// <param name="Contributions">The points of each scoring rule. They add up to the score.</param>
/// <param name="Context">The lead as it was when it qualified: last touches, campaigns, consents.</param>
/// <param name="RepresentativeId">The representative who has the handoff. Absent while it waits in the queue.</param>
/// <param name="Explanation">Why this representative has the handoff, or why it waits in the queue.</param>
/// <param name="SlaDueAt">Time by which a person must reach out to the lead.</param>
/// <param name="IsOverdue">Whether the handoff is still pending after <c>slaDueAt</c>.</param>
/// <param name="Sla">The SLA clock of the handoff.</param>
/// <param name="Decision">The decision. Absent while the handoff is pending.</param>
/// <param name="OpportunityId">The opportunity that the handoff was converted to. Absent if the caller does not see it.</param>
public sealed record HandoffResponse(
    Guid Id, Guid LeadId, string? ExternalLeadId, int Cycle, HandoffStatus Status, DateTimeOffset HandedOffAt,
    int RuleSetVersion, decimal Score, decimal Fit, decimal Engagement, decimal Threshold,
    IReadOnlyList<ScoreContribution> Contributions, LeadContext Context,
    Guid? RepresentativeId, string? Representative, string Explanation, DateTimeOffset SlaDueAt, bool IsOverdue, HandoffSlaResponse? Sla,
    HandoffDecisionResponse? Decision, Guid? OpportunityId);

/// <summary>The SLA clock of a handoff. It runs from the qualification of the lead until a person reaches out to the lead.</summary>
/// <param name="Policy">Code of the SLA policy. Absent if no policy matched and the default target applies.</param>
/// <param name="Calendar">Code of the business calendar. Absent if the clock runs around the clock.</param>
/// <param name="WarnAt">When the representative is warned.</param>
/// <param name="DueAt">Time by which a person must reach out to the lead.</param>
/// <param name="RecycleAt">When the lead is recycled automatically without a decision or an outreach. Absent for never.</param>
/// <param name="IsHistory">Whether the handoff arrived long after it was due. Such a handoff causes no warning and no breach.</param>
/// <param name="MetAt">The outreach that met the SLA. Absent if there was none in time.</param>
/// <param name="FirstOutreachAt">The first outreach to the lead, in time or late.</param>
/// <param name="SpeedToLeadSeconds">Seconds from the qualification to the first outreach, around the clock.</param>
public sealed record HandoffSlaResponse(
    string? Policy, string? Calendar, DateTimeOffset WarnAt, DateTimeOffset DueAt, DateTimeOffset? RecycleAt, bool IsHistory,
    DateTimeOffset? WarnedAt, DateTimeOffset? BreachedAt, DateTimeOffset? MetAt, DateTimeOffset? FirstOutreachAt, int? SpeedToLeadSeconds)
{
    internal static HandoffSlaResponse Of(SlaClock clock) => new(
        clock.Policy, clock.Calendar, clock.WarnAt, clock.DueAt, clock.RecycleAt, !clock.Runs,
        clock.WarnedAt, clock.BreachedAt, clock.MetAt, clock.FirstOutreachAt, clock.SpeedToLeadSeconds);
}

internal static class GetHandoff
{
    public static async Task<Results<Ok<HandoffResponse>, ProblemHttpResult>> Handle(
        Guid id, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await db.Handoffs.FindAsync([id], cancellation) is not { } handoff)
        {
            return HandoffRefusals.NotFound.ToProblem();
        }

        var representative = await db.Representatives.Where(person => person.Id == handoff.RepresentativeId)
            .Select(person => person.Name).SingleOrDefaultAsync(cancellation);
        var opportunity = await db.OpportunityOutlines.IgnoringOwnership().Where(deal => deal.HandoffId == id)
            .Select(deal => new { deal.Id, deal.OwnerId }).SingleOrDefaultAsync(cancellation);
        var sla = await db.SlaClocks.AsNoTracking().SingleOrDefaultAsync(clock => clock.HandoffId == id, cancellation);
        var qualified = handoff.Qualification;
        return TypedResults.Ok(new HandoffResponse(
            handoff.Id, handoff.LeadId, handoff.ExternalLeadId, handoff.Cycle,
            handoff.Status == HandoffStatus.Accepted && opportunity is not null ? HandoffStatus.Converted : handoff.Status,
            handoff.HandedOffAt, qualified.RuleSetVersion, qualified.Score, qualified.Fit, qualified.Engagement, qualified.Threshold,
            qualified.Contributions, qualified.Context,
            handoff.RepresentativeId, representative, handoff.Explanation, handoff.SlaDueAt,
            handoff.Status == HandoffStatus.Pending && handoff.SlaDueAt < clock.GetUtcNow(),
            sla is null ? null : HandoffSlaResponse.Of(sla),
            handoff.Status == HandoffStatus.Pending ? null : HandoffDecisionResponse.Of(handoff),
            opportunity is not null && db.Sight.Sees(opportunity.OwnerId) ? opportunity.Id : null));
    }
}
