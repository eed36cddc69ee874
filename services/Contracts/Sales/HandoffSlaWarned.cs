namespace Funnel.Contracts.Sales;

/// <summary>
/// Most of the time for the first outreach is over without an outreach to the lead. The time of the event is that of the
/// warning. Published by Sales, at most once for each handoff.
/// Key: <c>sales.handoff.sla-warned.v1</c>; subject: the SLA clock of the handoff.
/// </summary>
/// <param name="RepresentativeId">The representative who has the handoff; absent while it waits in the queue.</param>
[Event("sales.handoff.sla-warned.v1")]
public sealed record HandoffSlaWarned(
    Guid HandoffId, Guid LeadId, int Cycle, Guid? RepresentativeId, [property: Personal] string? Representative, DateTimeOffset DueAt);
