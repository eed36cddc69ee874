namespace Funnel.Contracts.Marketing;

/// <summary>
/// A person engaged with us once: a page view, a form, a click, a call. Published by Marketing, once a touch; touches
/// are never changed. Key: <c>marketing.touch.recorded.v1</c>; subject: the touch.
/// </summary>
/// <param name="Asset">What was engaged with: the form's, mail's or event's own name.</param>
/// <param name="Channel">Channel by the rule of the metrics page, or as the sender gave it; absent where nothing tells it.</param>
[Event("marketing.touch.recorded.v1")]
public sealed record TouchRecorded(
    Guid TouchId,
    Guid LeadId,
    TouchKind Kind,
    string? Asset,
    string? Channel,
    string? Source,
    string? Medium,
    string? Campaign,
    string? Term,
    string? Content,
    string? Url,
    string? Referrer);
