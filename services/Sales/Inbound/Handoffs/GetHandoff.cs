using Funnel.Contracts.Marketing;
using Funnel.Sales.Sla;
using Funnel.Sales.Visibility;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Handoffs;

/// <summary>A handoff with the whole why of it, as it was at the handoff.</summary>
/// <param name="Contributions">Their points sum to the score.</param>
/// <param name="Context">The lead as it was: last touches, campaigns, consents.</param>
/// <param name="Explanation">Why this representative, or why the queue.</param>
/// <param name="SlaDueAt">Until when it wants an answer.</param>
/// <param name="IsOverdue">Still pending after that time.</param>
/// <param name="Sla">Absent only where the handoff came before there were clocks.</param>
/// <param name="Decision">Absent while it is pending.</param>
/// <param name="OpportunityId">What came of it; absent where it is somebody else's.</param>
public sealed record HandoffResponse(
    Guid Id, Guid LeadId, string? ExternalLeadId, int Cycle, HandoffStatus Status, DateTimeOffset HandedOffAt,
    int RuleSetVersion, decimal Score, decimal Fit, decimal Engagement, decimal Threshold,
    IReadOnlyList<ScoreContribution> Contributions, LeadContext Context,
    Guid? RepresentativeId, string? Representative, string Explanation, DateTimeOffset SlaDueAt, bool IsOverdue, HandoffSlaResponse? Sla,
    HandoffDecisionResponse? Decision, Guid? OpportunityId);

/// <summary>The clock of a handoff. It runs from the qualification until a person reaches out.</summary>
/// <param name="Policy">Code of the SLA policy; absent where none matched and the default target counts.</param>
/// <param name="Calendar">Code of the business calendar; absent where the time runs around the clock.</param>
/// <param name="RecycleAt">When the lead goes back to Marketing by itself, where nobody decides or reaches out.</param>
/// <param name="IsHistory">It came long after it was due: it is not warned of.</param>
/// <param name="SpeedToLeadSeconds">From the qualification to the first outreach, by the wall clock.</param>
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
        if (await db.Handoffs.FindAsync([id], cancellation) is not { } found)
        {
            return HandoffRefusals.NotFound.ToProblem();
        }

        var representative = await db.Representatives.Where(person => person.Id == found.RepresentativeId)
            .Select(person => person.Name).SingleOrDefaultAsync(cancellation);
        var opportunity = await db.OpportunityOutlines.IgnoringOwnership().Where(opportunity => opportunity.HandoffId == id)
            .Select(opportunity => new { opportunity.Id, opportunity.OwnerId }).SingleOrDefaultAsync(cancellation);
        var sla = await db.SlaClocks.AsNoTracking().SingleOrDefaultAsync(clock => clock.HandoffId == id, cancellation);
        var why = found.Qualification;
        return TypedResults.Ok(new HandoffResponse(
            found.Id, found.LeadId, found.ExternalLeadId, found.Cycle,
            found.Status == HandoffStatus.Accepted && opportunity is not null ? HandoffStatus.Converted : found.Status,
            found.HandedOffAt, why.RuleSetVersion, why.Score, why.Fit, why.Engagement, why.Threshold, why.Contributions, why.Context,
            found.RepresentativeId, representative, found.Explanation, found.SlaDueAt,
            found.Status == HandoffStatus.Pending && found.SlaDueAt < clock.GetUtcNow(),
            sla is null ? null : HandoffSlaResponse.Of(sla),
            found.Status == HandoffStatus.Pending ? null : HandoffDecisionResponse.Of(found),
            opportunity is not null && db.Sight.Sees(opportunity.OwnerId) ? opportunity.Id : null));
    }
}
