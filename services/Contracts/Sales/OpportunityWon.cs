namespace Funnel.Contracts.Sales;

/// <summary>
/// The opportunity is won: the lead is a customer. Published by Sales, once for each opportunity.
/// Key: <c>sales.opportunity.won.v1</c>; subject: the opportunity.
/// </summary>
/// <param name="Amount">The final amount.</param>
/// <param name="Reason">A code from the managed list of win reasons.</param>
/// <param name="OpenedAt">The time at which the opportunity was created. The cycle length is the time from then to the win.</param>
[Event("sales.opportunity.won.v1")]
public sealed record OpportunityWon(
    Guid OpportunityId,
    Guid? LeadId,
    Guid AccountId,
    decimal Amount,
    string Currency,
    string Reason,
    DateTimeOffset OpenedAt,
    Guid? OwnerId,
    [property: Personal] string? Owner);
