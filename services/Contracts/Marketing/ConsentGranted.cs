namespace Funnel.Contracts.Marketing;

/// <summary>
/// A person agreed to be contacted for one purpose on one channel. Published by Marketing, once a ledger entry.
/// Key: <c>marketing.consent.granted.v1</c>; subject: the lead.
/// </summary>
/// <param name="LegalBasis">Such as <c>consent</c> or <c>legitimate-interest</c>.</param>
/// <param name="TextVersion">Version of the text that the person saw.</param>
[Event("marketing.consent.granted.v1")]
public sealed record ConsentGranted(
    Guid LeadId,
    string Purpose,
    string Channel,
    string LegalBasis,
    string? TextVersion);
