namespace Funnel.Contracts.Sales;

/// <summary>
/// A handoff reached Sales and was assigned to a representative, or waits in the queue. Published by Sales when the handoff
/// arrives, again when a queued handoff is assigned, and again when an unanswered handoff is escalated. The first event of a
/// handoff announces the handoff itself.
/// Key: <c>sales.lead.assigned.v1</c>; subject: the handoff.
/// </summary>
/// <param name="RepresentativeId">Absent while no representative is available and the handoff waits in the queue.</param>
/// <param name="Explanation">The reason for this representative, in one sentence.</param>
/// <param name="SlaDueAt">The time by which the handoff must be answered.</param>
[Event("sales.lead.assigned.v1")]
public sealed record LeadAssigned(
    Guid HandoffId,
    Guid LeadId,
    int Cycle,
    Guid? RepresentativeId,
    [property: Personal] string? Representative,
    [property: Personal] string Explanation,
    DateTimeOffset SlaDueAt);
