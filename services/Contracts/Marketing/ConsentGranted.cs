namespace Funnel.Contracts.Marketing;

/// <summary>
/// A person agreed to be contacted for one purpose on one channel. Published by Marketing, once for each consent.
/// Key: <c>marketing.consent.granted.v1</c>; subject: the lead.
/// </summary>
/// <param name="LegalBasis">For example <c>consent</c> or <c>legitimate-interest</c>.</param>
/// <param name="TextVersion">The version of the text that the person read.</param>
[Event("marketing.consent.granted.v1")]
public sealed record ConsentGranted(
    Guid LeadId,
    string Purpose,
    string Channel,
    string LegalBasis,
    string? TextVersion);
