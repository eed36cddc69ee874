using Funnel.Contracts;

namespace Funnel.Marketing.Scoring;

/// <summary>
/// Computes the score of a lead for any moment from its contact details and its touches until then. It reads nothing else.
/// </summary>
/// <remarks>
/// 1. Each fit rule that holds gives its points once.
/// 2. Each engagement rule gives points × 2^(−age ÷ half-life) for each of its touches until then and within its window. Each
///    contribution is rounded to 2 decimals, so that the shown contributions sum exactly to the score. The newest touches fill
///    the cap first, and the touch that reaches the cap gives the rest.
/// 3. A disqualifier takes all other points away, as a contribution of its own, and the lead never qualifies.
/// </remarks>
internal static class Scorer
{
    /// <param name="touches">In any order. Touches after <paramref name="at"/> do not count.</param>
    public static Score Score(RuleSet rules, LeadFacts lead, IEnumerable<ScoredTouch> touches, DateTimeOffset at) =>
        new ScoreInTime(rules, lead, touches).At(at);
}

/// <summary>The scores of one lead at several moments. The parts that do not depend on the moment are computed once.</summary>
internal sealed class ScoreInTime
{
    private readonly RuleSet rules;
    private readonly List<Contribution> fit;
    private readonly List<(ScoringRule Rule, ScoredTouch[] NewestFirst, string Why)> engagement;
    private readonly List<Contribution> disqualifiers;

    public ScoreInTime(RuleSet rules, LeadFacts lead, IEnumerable<ScoredTouch> touches)
    {
        this.rules = rules;
        fit = [.. rules.Rules.Where(rule => rule.Fit?.Holds(lead) == true && rule.Points != 0)
            .Select(rule => new Contribution(rule.Key, ScoreAxis.Fit, decimal.Round(rule.Points, 2), null, rule.Fit!.Describe()))];
        disqualifiers = [.. rules.Disqualifiers.Where(rule => rule.Fit.Holds(lead))
            .Select(rule => new Contribution(rule.Key, ScoreAxis.Fit, 0, null, "disqualifies: " + rule.Fit.Describe()))];
        var newestFirst = touches.OrderByDescending(touch => touch.OccurredAt).ThenByDescending(touch => touch.TouchId).ToList();
        engagement = [.. rules.Rules.Where(rule => rule.Touch is not null)
            .Select(rule => (rule, newestFirst.Where(rule.Touch!.Holds).ToArray(), rule.Touch!.Describe()))];
    }

    public Score At(DateTimeOffset at)
    {
        var parts = new List<Contribution>(fit);
        foreach (var (rule, touches, why) in engagement)
        {
            Count(rule, touches, why, at, parts);
        }

        var takenAway = -parts.Sum(part => part.Points);
        for (var index = 0; index < disqualifiers.Count; index++)
        {
            parts.Add(disqualifiers[index] with { Points = index == 0 && takenAway < 0 ? takenAway : 0 });
        }

        return new(rules.Version, rules.Threshold, disqualifiers.Count > 0, parts);
    }

    private static void Count(ScoringRule rule, ScoredTouch[] newestFirst, string why, DateTimeOffset at, List<Contribution> parts)
    {
        var left = rule.Cap is { } cap ? decimal.Round(cap, 2) : decimal.MaxValue;
        foreach (var touch in newestFirst)
        {
            if (touch.OccurredAt > at)
            {
                continue;
            }

            var age = at - touch.OccurredAt;
            if (left == 0 || age.TotalDays > rule.WindowDays)
            {
                return;
            }

            var points = Decayed(rule, age);
            points = Math.Sign(points) * Math.Min(Math.Abs(points), left);
            left -= Math.Abs(points);
            if (points != 0)
            {
                parts.Add(new(rule.Key, ScoreAxis.Engagement, points, touch, why));
            }
        }
    }

    private static decimal Decayed(ScoringRule rule, TimeSpan age) => decimal.Round(
        rule.HalfLifeDays is { } halfLife ? rule.Points * (decimal)Math.Pow(2, -age.TotalDays / (double)halfLife) : rule.Points, 2);
}
