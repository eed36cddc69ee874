namespace Funnel.Contracts.Sales;

/// <summary>
/// A person in Sales found that the lead is valid, but not now: it goes back to Marketing and starts the next cycle.
/// Published by Sales; a handoff is decided once. Key: <c>sales.lead.recycled.v1</c>; subject: the handoff.
/// </summary>
/// <param name="Cycle">The cycle that this ends; Marketing's next is one more.</param>
/// <param name="Reason">Code from the managed list of recycle reasons.</param>
/// <param name="ReturnAfter">Not to be handed over again before this time.</param>
/// <param name="Journey">Code of the nurture journey that it is to go through meanwhile; absent where none is named.</param>
[Event("sales.lead.recycled.v1")]
public sealed record LeadRecycled(
    Guid HandoffId,
    Guid LeadId,
    int Cycle,
    string DecidedBy,
    string Reason,
    DateTimeOffset? ReturnAfter,
    string? Note,
    string? Journey = null);
