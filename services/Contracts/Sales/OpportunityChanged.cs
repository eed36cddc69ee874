namespace Funnel.Contracts.Sales;

/// <summary>
/// Particulars of an open opportunity became others: its name, expected close date, owner, forecast category or custom fields.
/// Published by Sales, once a change. Key: <c>sales.opportunity.changed.v1</c>; subject: the opportunity.
/// </summary>
/// <param name="Changed">What became another: name, expectedCloseDate, ownerId, forecastCategory, fields (custom ones).</param>
/// <param name="FromCloseDate">The expected close date before; the same where it did not change.</param>
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
    string? Owner);
