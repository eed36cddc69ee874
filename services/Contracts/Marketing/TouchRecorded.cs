namespace Funnel.Contracts.Marketing;

/// <summary>
/// A person engaged with us once: a page view, a form, a click or a call. Touches never change. Published by Marketing, once for
/// each touch.
/// Key: <c>marketing.touch.recorded.v1</c>; subject: the touch.
/// </summary>
/// <param name="Asset">The name of the form, email, event or other asset.</param>
/// <param name="Channel">The channel by the rule of the metrics page, or as the sender gave it; absent if it is not known.</param>
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
    [property: Personal] string? Url,
    [property: Personal] string? Referrer);
