namespace Funnel.Contracts.Sales;

/// <summary>
/// A person in Sales took the lead: it is sales accepted (SAL). Published by Sales; a handoff is decided once.
/// Key: <c>sales.lead.accepted.v1</c>; subject: the handoff.
/// </summary>
/// <param name="DecidedBy">Who that is; where history told no more than that an opportunity was there, its owner, else Funnel.</param>
[Event("sales.lead.accepted.v1")]
public sealed record LeadAccepted(Guid HandoffId, Guid LeadId, int Cycle, string DecidedBy, string? Reason, string? Note);
