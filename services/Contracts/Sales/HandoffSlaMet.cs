namespace Funnel.Contracts.Sales;

/// <summary>
/// A person reached out to the lead in time. True at the outreach, which may be told later, even after the breach that it
/// disproves. Published by Sales, once a handoff at the most. Key: <c>sales.handoff.sla-met.v1</c>; subject: the handoff's clock.
/// </summary>
/// <param name="SpeedToLeadSeconds">From the qualification to the outreach, by the wall clock.</param>
[Event("sales.handoff.sla-met.v1")]
public sealed record HandoffSlaMet(
    Guid HandoffId, Guid LeadId, int Cycle, Guid? RepresentativeId, string? Representative, DateTimeOffset DueAt, int SpeedToLeadSeconds);
