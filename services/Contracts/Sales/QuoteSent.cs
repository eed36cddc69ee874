namespace Funnel.Contracts.Sales;

/// <summary>
/// A version of a quote was sent to the customer. It does not change any more, and the version before it is superseded. Published
/// by Sales, once for each version.
/// Key: <c>sales.quote.sent.v1</c>; subject: the quote.
/// </summary>
/// <param name="Number">The number of the quote, such as <c>Q-000042</c>.</param>
/// <param name="Version">Counted from 1.</param>
/// <param name="Net">The first invoice without tax: one-off lines, one month and one year.</param>
/// <param name="Total">Net and tax.</param>
/// <param name="ValidUntil">The last day (UTC) on which the quote can be accepted; absent if it does not expire.</param>
[Event("sales.quote.sent.v1")]
public sealed record QuoteSent(
    Guid QuoteId,
    string Number,
    int Version,
    Guid OpportunityId,
    Guid? LeadId,
    Guid AccountId,
    decimal Net,
    decimal Tax,
    decimal Total,
    string Currency,
    DateOnly? ValidUntil);
