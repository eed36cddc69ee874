namespace Funnel.Contracts.Sales;

/// <summary>
/// An open opportunity's amount changed. Published by Sales, once a change.
/// Key: <c>sales.opportunity.amount-changed.v1</c>; subject: the opportunity.
/// </summary>
[Event("sales.opportunity.amount-changed.v1")]
public sealed record OpportunityAmountChanged(
    Guid OpportunityId,
    Guid? LeadId,
    decimal FromAmount,
    decimal ToAmount,
    string Currency);
