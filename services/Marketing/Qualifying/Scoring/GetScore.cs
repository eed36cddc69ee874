using System.ComponentModel;
using Funnel.Contracts;
using Funnel.Marketing.Leads;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Marketing.Scoring;

/// <summary>The score of a lead at a moment. The points of the contributions sum exactly to the score.</summary>
/// <param name="Score">The sum of fit and engagement.</param>
/// <param name="Qualifies">Whether the score reaches the threshold and no disqualifier holds.</param>
/// <param name="CountsSince">The start of the current cycle. Only engagement after it counts. Absent in the first cycle.</param>
public sealed record ScoreResponse(
    Guid LeadId, DateTimeOffset At, int RuleSetVersion, decimal Score, decimal Fit, decimal Engagement, decimal Threshold,
    bool Qualifies, bool IsDisqualified, DateTimeOffset? CountsSince, IReadOnlyList<ContributionResponse> Contributions);

/// <summary>The points of one rule. An engagement rule has one contribution for each touch.</summary>
/// <param name="TouchId">The touch that earned the points. Absent for fit.</param>
/// <param name="Why">The condition of the rule in words.</param>
public sealed record ContributionResponse(string Rule, ScoreAxis Axis, decimal Points, Guid? TouchId, DateTimeOffset? EarnedAt, string Why);

/// <summary>Computes the score of a lead for any moment, with the touches until that moment and the contact details of today.</summary>
internal static class GetScore
{
    private static readonly DateTimeOffset Earliest = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task<Results<Ok<ScoreResponse>, ProblemHttpResult>> Handle(
        Guid id, MarketingDb db, TimeProvider clock, CancellationToken cancellation,
        [Description("The time of the score. Defaults to the current time.")] DateTimeOffset? at = null,
        [Description("The version of the rules. Defaults to the published version.")] int? ruleSet = null)
    {
        var moment = (at ?? clock.GetUtcNow()).ToMicroseconds();
        if (moment < Earliest || moment > Latest)
        {
            return ScoringRefusals.MomentOutOfRange.Because($"`at` is {moment:O}.").ToProblem();
        }

        if (await db.Leads.AsNoTracking().FirstOrDefaultAsync(lead => lead.Id == id, cancellation) is not { } lead)
        {
            return LeadRefusals.NotFound.Because($"No lead has the id {id}.").ToProblem();
        }

        var rules = ruleSet is null
            ? await db.InEffect(cancellation)
            : await db.RuleSets.AsNoTracking().FirstOrDefaultAsync(set => set.Version == ruleSet, cancellation);
        if (rules is null)
        {
            return ScoringRefusals.NotFound.Because($"`ruleSet` is {ruleSet}, which is not a version of the rules.").ToProblem();
        }

        var since = await db.Decisions
            .Where(decision => decision.LeadId == id && decision.Kind == DecisionKind.Recycled && decision.DecidedAt <= moment)
            .MaxAsync(decision => (DateTimeOffset?)decision.DecidedAt, cancellation);
        var touches = await db.Touches
            .Where(touch => touch.LeadId == id && touch.OccurredAt <= moment && (since == null || touch.OccurredAt > since))
            .Select(ScoredTouch.From).ToListAsync(cancellation);
        var score = Scorer.Score(rules, LeadFacts.Of(lead), touches, moment);
        return TypedResults.Ok(new ScoreResponse(
            id, moment, score.RuleSetVersion, score.Value, score.Fit, score.Engagement, score.Threshold, score.Qualifies,
            score.IsDisqualified, since,
            [.. score.Contributions
                .Select(part =>
                    new ContributionResponse(part.Rule, part.Axis, part.Points, part.Touch?.TouchId, part.Touch?.OccurredAt, part.Why))]));
    }
}
