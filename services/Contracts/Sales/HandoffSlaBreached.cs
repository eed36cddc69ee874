namespace Funnel.Contracts.Sales;

/// <summary>
/// A handoff's time is over, and nobody has reached out to the lead. Published by Sales, once a handoff at the most; true at
/// the due time. Key: <c>sales.handoff.sla-breached.v1</c>; subject: the handoff's clock.
/// </summary>
/// <param name="RepresentativeId">Who had it; absent where it waited in the queue.</param>
/// <param name="EscalatedToId">The representative who is told of it; absent where there is nobody.</param>
/// <param name="Explanation">What became of it, in a sentence.</param>
[Event("sales.handoff.sla-breached.v1")]
public sealed record HandoffSlaBreached(
    Guid HandoffId, Guid LeadId, int Cycle, Guid? RepresentativeId, string? Representative, DateTimeOffset DueAt,
    Guid? EscalatedToId, string? EscalatedTo, string Explanation);
