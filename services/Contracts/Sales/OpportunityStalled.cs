namespace Funnel.Contracts.Sales;

/// <summary>
/// An open opportunity has been in its stage for longer than the stage allows. Published by Sales, once a stay.
/// Key: <c>sales.opportunity.stalled.v1</c>; subject: the opportunity.
/// </summary>
/// <param name="EnteredAt">When the stay began.</param>
/// <param name="DueAt">Until when it might have lasted.</param>
[Event("sales.opportunity.stalled.v1")]
public sealed record OpportunityStalled(
    Guid OpportunityId,
    Guid? LeadId,
    string Pipeline,
    string Stage,
    DateTimeOffset EnteredAt,
    DateTimeOffset DueAt,
    Guid? OwnerId);
