namespace Funnel.Contracts.Marketing;

/// <summary>
/// A person became a known lead. True from the moment of capture, which for people moved in from another system is the
/// time at which that system met them. Published by Marketing, once a person.
/// Key: <c>marketing.contact.captured.v1</c>; subject: the lead.
/// </summary>
/// <param name="LeadId">The person, everywhere in Funnel and for ever.</param>
/// <param name="ExternalId">Their id in the system they were moved in from.</param>
/// <param name="Channel">Channel of the first touch; absent where nothing tells it.</param>
/// <param name="LandingPage">The page, or the page's id, on which they first arrived.</param>
[Event("marketing.contact.captured.v1")]
public sealed record ContactCaptured(
    Guid LeadId,
    string? ExternalId,
    string? Email,
    string? FullName,
    string? Company,
    string? Country,
    string? Channel,
    string? Source,
    string? Medium,
    string? Campaign,
    string? LandingPage);
