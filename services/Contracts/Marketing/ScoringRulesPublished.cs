namespace Funnel.Contracts.Marketing;

/// <summary>
/// A version of the scoring rules took effect: figures before and after it may not be compared without saying so.
/// Published by Marketing, once a version. Key: <c>marketing.scoring-rules.published.v1</c>; subject: the rule set.
/// </summary>
[Event("marketing.scoring-rules.published.v1")]
public sealed record ScoringRulesPublished(Guid RuleSetId, int Version, decimal Threshold);
