namespace Funnel.Contracts.Sales;

/// <summary>
/// The name, expected close date, owner, forecast category or custom fields of an open opportunity changed. Published by Sales,
/// once for each change.
/// Key: <c>sales.opportunity.changed.v1</c>; subject: the opportunity.
/// </summary>
/// <param name="Changed">The changed fields: name, expectedCloseDate, ownerId, forecastCategory, fields (custom fields).</param>
/// <param name="FromCloseDate">The expected close date before the change.</param>
/// <param name="ForecastCategory">omitted, pipeline, bestCase or commit.</param>
[Event("sales.opportunity.changed.v1")]
public sealed record OpportunityChanged(
    Guid OpportunityId,
    Guid? LeadId,
    IReadOnlyList<string> Changed,
    string Name,
    DateOnly FromCloseDate,
    DateOnly ExpectedCloseDate,
    string ForecastCategory,
    Guid? OwnerId,
    [property: Personal] string? Owner);
