namespace Funnel.Contracts.Sales;

/// <summary>
/// A person in Sales found the lead valid, but too early: it goes back to Marketing and starts the next cycle. Published by Sales;
/// a handoff is decided once.
/// Key: <c>sales.lead.recycled.v1</c>; subject: the handoff.
/// </summary>
/// <param name="Cycle">The cycle that ends. The next cycle has the next number.</param>
/// <param name="Reason">A code from the managed list of recycle reasons.</param>
/// <param name="ReturnAfter">Marketing does not hand the lead over again before this time.</param>
/// <param name="Journey">The code of the nurture journey for the meantime; absent without a journey.</param>
[Event("sales.lead.recycled.v1")]
public sealed record LeadRecycled(
    Guid HandoffId,
    Guid LeadId,
    int Cycle,
    [property: Personal] string DecidedBy,
    string Reason,
    DateTimeOffset? ReturnAfter,
    [property: Personal] string? Note,
    string? Journey = null);
