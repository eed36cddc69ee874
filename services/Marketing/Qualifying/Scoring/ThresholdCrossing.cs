using Funnel.Marketing.Leads;

namespace Funnel.Marketing.Scoring;

/// <summary>The first moment of a lead's cycle at which its score reached the threshold.</summary>
internal sealed record ThresholdCrossing(Lead Lead, Score Score, DateTimeOffset At)
{
    /// <summary>
    /// Looks at the moments since the first trigger at which something happened. Between two of them a score can only decay.
    /// A later cycle counts only touches of that cycle, and only touches from the return date on can cross.
    /// </summary>
    /// <returns>Null if no moment reaches the threshold.</returns>
    public static ThresholdCrossing? Find(RuleSet rules, Lead lead, IEnumerable<ScoredTouch> touches, ScoreTriggers triggers)
    {
        var ofCycle = touches.Where(touch => lead.CycleStartedAt is not { } start || touch.OccurredAt > start).ToList();
        var score = new ScoreInTime(rules, LeadFacts.Of(lead), ofCycle);
        var moments = ofCycle.Select(touch => touch.OccurredAt);
        if (lead.Cycle == 1)
        {
            moments = moments.Concat(triggers.DetailsLearntAt);
        }

        return moments.Where(at => at >= triggers.Since && !(at < lead.ReturnAfter) && !(at >= lead.OpportunityAt)).Distinct().Order()
            .Select(at => new ThresholdCrossing(lead, score.At(at), at))
            .FirstOrDefault(crossing => crossing.Score.Qualifies);
    }
}
