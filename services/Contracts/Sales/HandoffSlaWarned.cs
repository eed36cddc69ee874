namespace Funnel.Contracts.Sales;

/// <summary>
/// Most of a handoff's time is over, and nobody has reached out to the lead. Published by Sales, once a handoff at the most;
/// true at the time of the warning. Key: <c>sales.handoff.sla-warned.v1</c>; subject: the handoff's clock.
/// </summary>
/// <param name="RepresentativeId">Who has it; absent while it waits in the queue.</param>
[Event("sales.handoff.sla-warned.v1")]
public sealed record HandoffSlaWarned(
    Guid HandoffId, Guid LeadId, int Cycle, Guid? RepresentativeId, string? Representative, DateTimeOffset DueAt);
