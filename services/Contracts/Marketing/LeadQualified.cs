namespace Funnel.Contracts.Marketing;

/// <summary>
/// The score of a lead reached the threshold: Marketing hands the lead to Sales. The time is that of the decisive touch.
/// Published by Marketing, once for each lead and cycle. The event carries the contributions, so that readers can recompute the
/// score, and a context pack, so that Sales needs no second look-up.
/// Key: <c>marketing.lead.qualified.v1</c>; subject: the lead.
/// </summary>
/// <param name="Cycle">1 for the first handoff. Each recycle adds 1.</param>
/// <param name="Score">The exact sum of the points of the contributions.</param>
/// <param name="Threshold">The score from which a lead qualifies under this rule set.</param>
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

/// <summary>The points that one rule added to a score.</summary>
/// <param name="TouchId">The touch that earned the points; absent for fit, which depends on no touch.</param>
/// <param name="EarnedAt">The time of the touch.</param>
public sealed record ScoreContribution(
    string Rule,
    ScoreAxis Axis,
    decimal Points,
    Guid? TouchId,
    DateTimeOffset? EarnedAt);

/// <summary>The lead at the time of the handoff.</summary>
/// <param name="Channel">The channel of the first touch, such as paid or email.</param>
/// <param name="LastTouches">The last ten touches, newest first.</param>
/// <param name="Source">The source of the first touch (<c>utm_source</c>), such as google; absent if it is not known, and in
/// events from before 1.1.</param>
/// <param name="CompanySize">The number of employees of the company; absent if it is not known.</param>
public sealed record LeadContext(
    [property: Personal] string? ExternalId,
    [property: Personal] string? Email,
    [property: Personal] string? Phone,
    [property: Personal] string? FullName,
    string? Company,
    [property: Personal] string? JobTitle,
    string? Country,
    string? Channel,
    string? FirstCampaign,
    string? LastCampaign,
    IReadOnlyList<ContextTouch> LastTouches,
    IReadOnlyList<ContextConsent> Consents,
    string? Source = null,
    int? CompanySize = null);

/// <summary>A touch in a context pack.</summary>
public sealed record ContextTouch(Guid TouchId, TouchKind Kind, string? Asset, string? Campaign, DateTimeOffset OccurredAt);

/// <summary>A consent in a context pack.</summary>
public sealed record ContextConsent(string Purpose, string Channel, string LegalBasis, DateTimeOffset GrantedAt);
