namespace Funnel.Contracts.Marketing;

/// <summary>
/// Marketing added data to a captured person: empty fields were filled, nothing was overwritten. The event carries all
/// known values. Published by Marketing, once for each such change.
/// Key: <c>marketing.contact.identified.v1</c>; subject: the lead.
/// </summary>
[Event("marketing.contact.identified.v1")]
public sealed record ContactIdentified(
    Guid LeadId,
    [property: Personal] string? ExternalId,
    [property: Personal] string? Email,
    [property: Personal] string? Phone,
    [property: Personal] string? FullName,
    string? Company,
    [property: Personal] string? JobTitle,
    string? Country);
