using Funnel.Contracts;
using Funnel.Contracts.Marketing;

namespace Funnel.Marketing.Scoring;

/// <summary>A score at one moment, and all that makes it up.</summary>
internal sealed record Score(int RuleSetVersion, decimal Threshold, bool IsDisqualified, IReadOnlyList<Contribution> Contributions)
{
    public decimal Fit { get; } = Contributions.Where(part => part.Axis == ScoreAxis.Fit).Sum(part => part.Points);

    public decimal Engagement { get; } = Contributions.Where(part => part.Axis == ScoreAxis.Engagement).Sum(part => part.Points);

    public decimal Value => Fit + Engagement;

    public bool Qualifies => !IsDisqualified && Value >= Threshold;

    /// <summary>The touch of this moment that counts, which is what made the score cross then; null where details alone did.</summary>
    public Guid? TouchAt(DateTimeOffset at) => Contributions.LastOrDefault(part => part.Touch?.OccurredAt == at)?.Touch?.TouchId;
}

/// <summary>What one rule, and for engagement one touch, adds to a score.</summary>
/// <param name="Why">The rule's condition in words.</param>
internal sealed record Contribution(string Rule, ScoreAxis Axis, decimal Points, Engagement? Touch, string Why)
{
    public ScoreContribution ToContract() => new(Rule, Axis, Points, Touch?.TouchId, Touch?.OccurredAt);
}
