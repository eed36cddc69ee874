namespace Funnel.Contracts.Sales;

/// <summary>
/// The time for the first outreach is over without an outreach to the lead. The time of the event is the due time.
/// Published by Sales, at most once for each handoff.
/// Key: <c>sales.handoff.sla-breached.v1</c>; subject: the SLA clock of the handoff.
/// </summary>
/// <param name="RepresentativeId">The representative who had the handoff; absent if it waited in the queue.</param>
/// <param name="EscalatedToId">The representative to whom the handoff is escalated; absent if no representative is available.</param>
/// <param name="Explanation">The result of the escalation, in words.</param>
[Event("sales.handoff.sla-breached.v1")]
public sealed record HandoffSlaBreached(
    Guid HandoffId, Guid LeadId, int Cycle, Guid? RepresentativeId, [property: Personal] string? Representative, DateTimeOffset DueAt,
    Guid? EscalatedToId, [property: Personal] string? EscalatedTo, [property: Personal] string Explanation);
