namespace Funnel.Contracts.Sales;

/// <summary>
/// The opportunity ended without a sale. Published by Sales, once an opportunity.
/// Key: <c>sales.opportunity.lost.v1</c>; subject: the opportunity.
/// </summary>
/// <param name="Amount">The amount that was lost.</param>
/// <param name="Reason">Code from the managed list of loss reasons.</param>
/// <param name="Competitor">To whom, where that is known: code from the managed list of competitors.</param>
/// <param name="OpenedAt">When the opportunity was created.</param>
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
    string? Owner,
    string? Competitor = null);
