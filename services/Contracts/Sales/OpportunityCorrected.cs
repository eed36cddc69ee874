namespace Funnel.Contracts.Sales;

/// <summary>
/// Values of a closed opportunity were wrong and are corrected. The outcome stays. The event carries all values after the correction.
/// Published by Sales, once for each correction.
/// Key: <c>sales.opportunity.corrected.v1</c>; subject: the opportunity.
/// </summary>
/// <param name="Changed">The corrected fields: name, amount, closedAt, ownerId, reason, competitor, fields (custom fields), lines.</param>
/// <param name="Outcome">won or lost.</param>
/// <param name="FromAmount">The amount before the correction.</param>
/// <param name="Reason">A code from the managed list of win or loss reasons.</param>
/// <param name="FromClosedAt">The closing time before the correction.</param>
/// <param name="OpenedAt">The time at which the opportunity was created.</param>
/// <param name="Competitor">The competitor who won, if known: a code from the managed list of competitors.</param>
[Event("sales.opportunity.corrected.v1")]
public sealed record OpportunityCorrected(
    Guid OpportunityId,
    Guid? LeadId,
    Guid AccountId,
    IReadOnlyList<string> Changed,
    string Outcome,
    string Name,
    decimal FromAmount,
    decimal Amount,
    string Currency,
    string Reason,
    DateTimeOffset FromClosedAt,
    DateTimeOffset ClosedAt,
    DateTimeOffset OpenedAt,
    Guid? OwnerId,
    [property: Personal] string? Owner,
    string? Competitor = null);
