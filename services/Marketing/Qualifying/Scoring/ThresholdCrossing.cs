using Funnel.Marketing.Leads;

namespace Funnel.Marketing.Scoring;

/// <summary>The moment at which a lead's score reached the threshold, for the first time in its cycle.</summary>
internal sealed record Crossing(Lead Lead, Score Score, DateTimeOffset At)
{
    /// <summary>
    /// Looks at the moments since the news at which something happened; between two of them a score can only decay.
    /// A later cycle counts only what was done in it, and only what was done from its return date on can cross.
    /// </summary>
    /// <returns>Null where no moment reaches the threshold.</returns>
    public static Crossing? Find(RuleSet rules, Lead lead, IEnumerable<Engagement> touches, LeadNews news)
    {
        var ofCycle = touches.Where(touch => lead.CycleStartedAt is not { } start || touch.OccurredAt > start).ToList();
        var score = new ScoreInTime(rules, lead.Facts(), ofCycle);
        var moments = ofCycle.Select(touch => touch.OccurredAt);
        if (lead.Cycle == 1)
        {
            moments = moments.Concat(news.DetailsLearntAt);
        }

        return moments.Where(at => at >= news.Since && !(at < lead.ReturnAfter) && !(at >= lead.OpportunityAt)).Distinct().Order()
            .Select(at => new Crossing(lead, score.At(at), at))
            .FirstOrDefault(crossing => crossing.Score.Qualifies);
    }
}
