namespace Funnel.Contracts.Marketing;

/// <summary>
/// A lead's score crossed the threshold: Marketing hands the lead to Sales. True at the touch that crossed it.
/// Published by Marketing, once a lead and cycle. Key: <c>marketing.lead.qualified.v1</c>; subject: the lead.
/// Carries why, so that anyone can recompute the score, and a context pack, so that Sales needs no second look-up.
/// </summary>
/// <param name="Cycle">1 for the first handoff; each recycle adds 1.</param>
/// <param name="Score">Sum of the contributions' points, exactly.</param>
/// <param name="Threshold">The score from which the rule set qualifies.</param>
[Event("marketing.lead.qualified.v1")]
public sealed record LeadQualified(
    Guid LeadId,
    int Cycle,
    int RuleSetVersion,
    decimal Score,
    decimal Fit,
    decimal Engagement,
    decimal Threshold,
    IReadOnlyList<ScoreContribution> Contributions,
    LeadContext Context);

/// <summary>What one rule added to a score.</summary>
/// <param name="TouchId">The touch that earned it; absent for fit, which no touch earns.</param>
/// <param name="EarnedAt">When the touch happened.</param>
public sealed record ScoreContribution(
    string Rule,
    ScoreAxis Axis,
    decimal Points,
    Guid? TouchId,
    DateTimeOffset? EarnedAt);

/// <summary>The lead as it was at the handoff.</summary>
/// <param name="Channel">Of the first touch; its kind of way here, such as paid or email.</param>
/// <param name="LastTouches">The latest ten, newest first.</param>
/// <param name="Source">Of the first touch: who sent the lead, such as google (<c>utm_source</c>); absent where nobody knows, and in events of before 1.1.</param>
public sealed record LeadContext(
    string? ExternalId,
    string? Email,
    string? Phone,
    string? FullName,
    string? Company,
    string? JobTitle,
    string? Country,
    string? Channel,
    string? FirstCampaign,
    string? LastCampaign,
    IReadOnlyList<ContextTouch> LastTouches,
    IReadOnlyList<ContextConsent> Consents,
    string? Source = null);

/// <summary>A touch in a context pack.</summary>
public sealed record ContextTouch(Guid TouchId, TouchKind Kind, string? Asset, string? Campaign, DateTimeOffset OccurredAt);

/// <summary>A consent in a context pack.</summary>
public sealed record ContextConsent(string Purpose, string Channel, string LegalBasis, DateTimeOffset GrantedAt);
