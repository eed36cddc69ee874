namespace Funnel.Contracts.Sales;

/// <summary>
/// The time for the first outreach is over, and nobody has reached out to the lead. The time of the event is the due time.
/// Published by Sales, at most once for each handoff.
/// Key: <c>sales.handoff.sla-breached.v1</c>; subject: the SLA clock of the handoff.
/// </summary>
/// <param name="RepresentativeId">The representative who had the handoff; absent if it waited in the queue.</param>
/// <param name="EscalatedToId">The representative to whom it is escalated; absent if there is none.</param>
/// <param name="Explanation">What happened to the handoff, in one sentence.</param>
[Event("sales.handoff.sla-breached.v1")]
public sealed record HandoffSlaBreached(
    Guid HandoffId, Guid LeadId, int Cycle, Guid? RepresentativeId, string? Representative, DateTimeOffset DueAt,
    Guid? EscalatedToId, string? EscalatedTo, string Explanation);
