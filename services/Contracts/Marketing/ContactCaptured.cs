namespace Funnel.Contracts.Marketing;

/// <summary>
/// A person became a known lead. The time is that of the capture; for people from another system, it is the time at which that
/// system met them. Published by Marketing, once for each person.
/// Key: <c>marketing.contact.captured.v1</c>; subject: the lead.
/// </summary>
/// <param name="LeadId">The id of the person in all of Funnel. It never changes.</param>
/// <param name="ExternalId">The id of the person in the system that they come from.</param>
/// <param name="Channel">The channel of the first touch; absent if it is not known.</param>
/// <param name="LandingPage">The page, or the id of the page, on which the person first arrived.</param>
[Event("marketing.contact.captured.v1")]
public sealed record ContactCaptured(
    Guid LeadId,
    [property: Personal] string? ExternalId,
    [property: Personal] string? Email,
    [property: Personal] string? FullName,
    string? Company,
    string? Country,
    string? Channel,
    string? Source,
    string? Medium,
    string? Campaign,
    [property: Personal] string? LandingPage);
