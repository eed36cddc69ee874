namespace Funnel.Contracts.Sales;

/// <summary>
/// The opportunity ended without a sale. Published by Sales, once for each opportunity.
/// Key: <c>sales.opportunity.lost.v1</c>; subject: the opportunity.
/// </summary>
/// <param name="Amount">The lost amount.</param>
/// <param name="Reason">A code from the managed list of loss reasons.</param>
/// <param name="OpenedAt">The time at which the opportunity was created.</param>
/// <param name="Competitor">The competitor who won, if known: a code from the managed list of competitors.</param>
[Event("sales.opportunity.lost.v1")]
public sealed record OpportunityLost(
    Guid OpportunityId,
    Guid? LeadId,
    Guid AccountId,
    decimal Amount,
    string Currency,
    string Reason,
    DateTimeOffset OpenedAt,
    Guid? OwnerId,
    [property: Personal] string? Owner,
    string? Competitor = null);
