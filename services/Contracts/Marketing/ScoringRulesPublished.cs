namespace Funnel.Contracts.Marketing;

/// <summary>
/// A version of the scoring rules took effect. Figures from before and after this event are not directly comparable.
/// Published by Marketing, once for each version.
/// Key: <c>marketing.scoring-rules.published.v1</c>; subject: the rule set.
/// </summary>
[Event("marketing.scoring-rules.published.v1")]
public sealed record ScoringRulesPublished(Guid RuleSetId, int Version, decimal Threshold);
