namespace Funnel.Contracts.Sales;

/// <summary>
/// A person in Sales accepted the lead: it is sales accepted (SAL). Published by Sales; a handoff is decided once.
/// Key: <c>sales.lead.accepted.v1</c>; subject: the handoff.
/// </summary>
/// <param name="DecidedBy">The person who accepted. For imported history without that person it is the owner of the opportunity,
/// or else Funnel.</param>
[Event("sales.lead.accepted.v1")]
public sealed record LeadAccepted(
    Guid HandoffId,
    Guid LeadId,
    int Cycle,
    [property: Personal] string DecidedBy,
    string? Reason,
    [property: Personal] string? Note);
