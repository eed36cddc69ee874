namespace Funnel.Contracts.Sales;

/// <summary>
/// The customer accepted a sent version of a quote. The opportunity is won with the net of the first year. Published by
/// Sales, once for each quote.
/// Key: <c>sales.quote.accepted.v1</c>; subject: the quote.
/// </summary>
/// <param name="Number">The number of the quote, such as <c>Q-000042</c>.</param>
/// <param name="Version">The accepted version.</param>
/// <param name="Net">The first invoice without tax: one-off lines, one month, one year. <c>OpportunityWon</c> has the first year.</param>
/// <param name="Total">Net and tax.</param>
[Event("sales.quote.accepted.v1")]
public sealed record QuoteAccepted(
    Guid QuoteId,
    string Number,
    int Version,
    Guid OpportunityId,
    Guid? LeadId,
    Guid AccountId,
    decimal Net,
    decimal Tax,
    decimal Total,
    string Currency);
