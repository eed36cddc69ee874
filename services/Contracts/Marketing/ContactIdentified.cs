namespace Funnel.Contracts.Marketing;

/// <summary>
/// More became known of who a captured person is: blanks were filled, nothing was overwritten. Carries what is known
/// now. Published by Marketing, once a time that it learns something.
/// Key: <c>marketing.contact.identified.v1</c>; subject: the lead.
/// </summary>
[Event("marketing.contact.identified.v1")]
public sealed record ContactIdentified(
    Guid LeadId,
    string? ExternalId,
    string? Email,
    string? Phone,
    string? FullName,
    string? Company,
    string? JobTitle,
    string? Country);
