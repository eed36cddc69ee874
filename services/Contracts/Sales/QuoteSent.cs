namespace Funnel.Contracts.Sales;

/// <summary>
/// A version of a quote went to the customer; from now on it does not change, and the version before it is superseded.
/// Published by Sales, once a version. Key: <c>sales.quote.sent.v1</c>; subject: the quote.
/// </summary>
/// <param name="Number">The quote's, such as <c>Q-000042</c>.</param>
/// <param name="Version">From 1.</param>
/// <param name="Net">Without tax.</param>
/// <param name="Total">Net and tax.</param>
/// <param name="ValidUntil">The last day on which it can be accepted, in UTC; for ever where it is absent.</param>
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
