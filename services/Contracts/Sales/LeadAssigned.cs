namespace Funnel.Contracts.Sales;

/// <summary>
/// A handoff reached Sales and was given to a representative, or waits in the queue for one. Published by Sales, at the
/// handoff; and again, at its own later time, when one that waited is given to somebody, or one that nobody answered goes to
/// whom it is escalated to. The first of a handoff is the handoff itself. Key: <c>sales.lead.assigned.v1</c>; subject: the handoff.
/// </summary>
/// <param name="RepresentativeId">Absent while nobody takes leads and the handoff waits in the queue.</param>
/// <param name="Explanation">Why this representative, in a sentence.</param>
/// <param name="SlaDueAt">Until when the handoff wants an answer.</param>
[Event("sales.lead.assigned.v1")]
public sealed record LeadAssigned(
    Guid HandoffId,
    Guid LeadId,
    int Cycle,
    Guid? RepresentativeId,
    string? Representative,
    string Explanation,
    DateTimeOffset SlaDueAt);
