namespace Funnel.Contracts.Sales;

/// <summary>
/// A closed opportunity is open again: its last outcome does not count any more. Published by Sales, once for each reopening. The
/// opportunity can be won or lost again afterwards.
/// Key: <c>sales.opportunity.reopened.v1</c>; subject: the opportunity.
/// </summary>
/// <param name="Outcome">The outcome that does not count any more: won or lost.</param>
/// <param name="ClosedAt">The time of that outcome.</param>
/// <param name="Reason">A code from the managed list of reopen reasons.</param>
/// <param name="Stage">The open stage in which the opportunity is now.</param>
/// <param name="Probability">The probability of the stage, 0 to 1.</param>
[Event("sales.opportunity.reopened.v1")]
public sealed record OpportunityReopened(
    Guid OpportunityId,
    Guid? LeadId,
    Guid AccountId,
    string Outcome,
    DateTimeOffset ClosedAt,
    string Reason,
    string Stage,
    decimal Probability,
    decimal Amount,
    string Currency,
    DateTimeOffset OpenedAt,
    Guid? OwnerId,
    [property: Personal] string? Owner);
