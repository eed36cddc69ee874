namespace Funnel.Contracts.Sales;

/// <summary>
/// The amount of an open opportunity changed. Published by Sales, once for each change.
/// Key: <c>sales.opportunity.amount-changed.v1</c>; subject: the opportunity.
/// </summary>
[Event("sales.opportunity.amount-changed.v1")]
public sealed record OpportunityAmountChanged(
    Guid OpportunityId,
    Guid? LeadId,
    decimal FromAmount,
    decimal ToAmount,
    string Currency);
