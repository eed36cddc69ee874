namespace Funnel.Contracts.Sales;

/// <summary>
/// A person in Sales found the lead invalid. Published by Sales; a handoff is decided once.
/// Key: <c>sales.lead.rejected.v1</c>; subject: the handoff.
/// </summary>
/// <param name="Reason">A code from the managed list of reject reasons.</param>
[Event("sales.lead.rejected.v1")]
public sealed record LeadRejected(
    Guid HandoffId,
    Guid LeadId,
    int Cycle,
    [property: Personal] string DecidedBy,
    string Reason,
    [property: Personal] string? Note);
