namespace Funnel.Contracts.Sales;

/// <summary>
/// The first outreach to the lead was in time. The time of the event is that of the outreach. The outreach may be logged later,
/// even after a breach, which the event then corrects. Published by Sales, at most once for each handoff.
/// Key: <c>sales.handoff.sla-met.v1</c>; subject: the SLA clock of the handoff.
/// </summary>
/// <param name="SpeedToLeadSeconds">The seconds from the qualification to the outreach, around the clock.</param>
[Event("sales.handoff.sla-met.v1")]
public sealed record HandoffSlaMet(
    Guid HandoffId, Guid LeadId, int Cycle, Guid? RepresentativeId, [property: Personal] string? Representative, DateTimeOffset DueAt,
    int SpeedToLeadSeconds);
