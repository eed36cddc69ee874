using System.ComponentModel;
using Funnel.Contracts;
using Funnel.Marketing.Leads;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Marketing.Scoring;

/// <summary>A lead's score at a moment. The contributions' points sum exactly to it.</summary>
/// <param name="Score">Fit and engagement together.</param>
/// <param name="Qualifies">Whether it reaches the threshold, and nothing disqualifies.</param>
/// <param name="CountsSince">Only engagement after this counts: the current cycle began then. Absent in the first cycle.</param>
public sealed record ScoreResponse(
    Guid LeadId, DateTimeOffset At, int RuleSetVersion, decimal Score, decimal Fit, decimal Engagement, decimal Threshold,
    bool Qualifies, bool IsDisqualified, DateTimeOffset? CountsSince, IReadOnlyList<ContributionResponse> Contributions);

/// <summary>What one rule, and for engagement one touch, adds.</summary>
/// <param name="TouchId">The touch that earned it; absent for fit.</param>
/// <param name="Why">The rule's condition in words.</param>
public sealed record ContributionResponse(string Rule, ScoreAxis Axis, decimal Points, Guid? TouchId, DateTimeOffset? EarnedAt, string Why);

/// <summary>Computes a lead's score for any moment. Touches are as they were then; who the person is, as it is known now.</summary>
internal static class GetScore
{
    private static readonly DateTimeOffset Earliest = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task<Results<Ok<ScoreResponse>, ProblemHttpResult>> Handle(
        Guid id, MarketingDb db, TimeProvider clock, CancellationToken cancellation,
        [Description("The moment; without it, now.")] DateTimeOffset? at = null,
        [Description("The version of the rules; without it, the one in effect.")] int? ruleSet = null)
    {
        var moment = (at ?? clock.GetUtcNow()).ToMicroseconds();
        if (moment < Earliest || moment > Latest)
        {
            return ScoringRefusals.MomentOutOfRange.ToProblem();
        }

        if (await db.Leads.AsNoTracking().FirstOrDefaultAsync(lead => lead.Id == id, cancellation) is not { } lead)
        {
            return LeadRefusals.NotFound.ToProblem();
        }

        var rules = ruleSet is null
            ? await db.InEffect(cancellation)
            : await db.RuleSets.AsNoTracking().FirstOrDefaultAsync(set => set.Version == ruleSet, cancellation);
        if (rules is null)
        {
            return ScoringRefusals.NotFound.ToProblem();
        }

        var since = await db.Decisions
            .Where(decision => decision.LeadId == id && decision.Kind == DecisionKind.Recycled && decision.DecidedAt <= moment)
            .MaxAsync(decision => (DateTimeOffset?)decision.DecidedAt, cancellation);
        var touches = await db.Touches.Where(touch => touch.LeadId == id && touch.OccurredAt <= moment && (since == null || touch.OccurredAt > since))
            .Select(LeadTouches.AsEngagement).ToListAsync(cancellation);
        var score = Scorer.Score(rules, lead.Facts(), touches, moment);
        return TypedResults.Ok(new ScoreResponse(
            id, moment, score.RuleSetVersion, score.Value, score.Fit, score.Engagement, score.Threshold, score.Qualifies, score.IsDisqualified, since,
            [.. score.Contributions.Select(part => new ContributionResponse(part.Rule, part.Axis, part.Points, part.Touch?.TouchId, part.Touch?.OccurredAt, part.Why))]));
    }
}
