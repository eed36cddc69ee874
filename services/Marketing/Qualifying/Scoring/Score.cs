using Funnel.Contracts;
using Funnel.Contracts.Marketing;
using Funnel.Marketing.Leads;

namespace Funnel.Marketing.Scoring;

/// <summary>A score at one moment, with the contributions that sum to it.</summary>
internal sealed record Score(int RuleSetVersion, decimal Threshold, bool IsDisqualified, IReadOnlyList<Contribution> Contributions)
{
    public decimal Fit { get; } = Contributions.Where(part => part.Axis == ScoreAxis.Fit).Sum(part => part.Points);

    public decimal Engagement { get; } = Contributions.Where(part => part.Axis == ScoreAxis.Engagement).Sum(part => part.Points);

    public decimal Value => Fit + Engagement;

    public bool Qualifies => !IsDisqualified && Value >= Threshold;

    /// <summary>
    /// The touch of this moment that contributes to the score; null if contact details alone made the score reach the threshold.
    /// </summary>
    public Guid? TouchAt(DateTimeOffset at) => Contributions.LastOrDefault(part => part.Touch?.OccurredAt == at)?.Touch?.TouchId;

    public LeadScore ToLeadScore() =>
        new(RuleSetVersion, Value, Fit, Engagement, Threshold, [.. Contributions.Select(part => part.ToContract())]);
}

/// <summary>The points of one rule. An engagement rule has one contribution for each touch.</summary>
/// <param name="Why">The condition of the rule in words.</param>
internal sealed record Contribution(string Rule, ScoreAxis Axis, decimal Points, ScoredTouch? Touch, string Why)
{
    public ScoreContribution ToContract() => new(Rule, Axis, Points, Touch?.TouchId, Touch?.OccurredAt);
}
