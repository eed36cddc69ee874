namespace Funnel.Contracts.Sales;

/// <summary>
/// An open opportunity has been in its stage for longer than the stage allows. Published by Sales, once for each stay in a stage.
/// Key: <c>sales.opportunity.stalled.v1</c>; subject: the opportunity.
/// </summary>
/// <param name="EnteredAt">The time at which the opportunity entered the stage.</param>
/// <param name="DueAt">The time until which the stage allows the stay.</param>
[Event("sales.opportunity.stalled.v1")]
public sealed record OpportunityStalled(
    Guid OpportunityId,
    Guid? LeadId,
    string Pipeline,
    string Stage,
    DateTimeOffset EnteredAt,
    DateTimeOffset DueAt,
    Guid? OwnerId);
