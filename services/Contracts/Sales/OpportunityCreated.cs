namespace Funnel.Contracts.Sales;

/// <summary>
/// A conversation confirmed the need: an opportunity exists with an amount and an expected close date (SQL). Published by Sales,
/// once for each opportunity.
/// Key: <c>sales.opportunity.created.v1</c>; subject: the opportunity.
/// </summary>
/// <param name="LeadId">Absent if the opportunity has no lead.</param>
[Event("sales.opportunity.created.v1")]
public sealed record OpportunityCreated(
    Guid OpportunityId,
    Guid? LeadId,
    Guid? HandoffId,
    Guid AccountId,
    Guid? ContactId,
    string Name,
    string Pipeline,
    string Stage,
    decimal Probability,
    decimal Amount,
    string Currency,
    DateOnly ExpectedCloseDate,
    Guid? OwnerId,
    [property: Personal] string? Owner);
