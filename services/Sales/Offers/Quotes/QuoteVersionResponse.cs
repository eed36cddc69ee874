using Funnel.Sales.Products;
using Funnel.Sales.Visibility;

namespace Funnel.Sales.Quotes;

/// <summary>A version without its lines.</summary>
/// <param name="Number">The number of the quote, such as <c>Q-000042</c>.</param>
/// <param name="Version">The number of the version, from 1.</param>
/// <param name="State">The state today, in UTC. A sent version whose last day has passed is expired.</param>
/// <param name="Net">
/// The amount of the first invoice without tax: the one-off lines, one month of the monthly lines and one year of the yearly lines.
/// </param>
/// <param name="Tax">The tax of the first invoice.</param>
/// <param name="Total">The first invoice with its tax.</param>
/// <param name="ValidUntil">The last day on which the version can be accepted, in UTC.</param>
/// <param name="DecidedAt">The time at which the version was accepted or declined.</param>
/// <param name="DecidedBy">The name of the person who accepted or declined the version for the customer.</param>
/// <param name="OwnerId">The owner of the opportunity.</param>
/// <param name="Totals">The totals by billing, without tax. An accepted version wins the opportunity with its first year.</param>
public sealed record QuoteVersionSummary(
    Guid QuoteId, string Number, Guid OpportunityId, int Version, QuoteState State, string Currency,
    [property: Amount] decimal Net, [property: Amount] decimal Tax, [property: Amount] decimal Total,
    DateOnly? ValidUntil, DateTimeOffset CreatedAt, DateTimeOffset? SentAt, DateTimeOffset? DecidedAt,
    string? DecidedBy, string? DecisionNote, Guid? OwnerId, [property: Amount] BillingTotals Totals) : IOwned
{
    internal static QuoteVersionSummary Of(Quote quote, QuoteVersion version, DateTimeOffset now) => new(
        quote.Id, Quote.NumberOf(quote.Number), quote.OpportunityId, version.Number,
        version.StateOn(DateOnly.FromDateTime(now.UtcDateTime)),
        quote.Currency, version.Net, version.Tax, version.Total, version.ValidUntil, version.CreatedAt, version.SentAt, version.DecidedAt,
        version.DecidedBy, version.DecisionNote, quote.Opportunity.OwnerId, version.Totals);
}

/// <summary>A version with its lines and totals.</summary>
/// <param name="TaxMode">Whether the prices include the tax.</param>
/// <param name="DiscountPercent">The quote's discount in percent, if it is given in percent.</param>
/// <param name="DiscountAmount">The quote's discount as an amount, if it is given as an amount.</param>
/// <param name="Subtotal">The sum of the lines before the quote's discount.</param>
/// <param name="Discount">The amount of the quote's discount.</param>
/// <param name="TaxGroups">The net and tax for each tax rate. The tax of a group is rounded once.</param>
/// <param name="Invoices">The net, the tax and the total for each billing that the version has.</param>
/// <param name="Note">A note to the customer below the lines.</param>
/// <param name="RecipientAddress">The postal address of the recipient, with line breaks.</param>
/// <param name="OwnerId">The owner of the opportunity.</param>
public sealed record QuoteVersionResponse(
    QuoteVersionSummary Summary, TaxMode TaxMode, [property: Amount] decimal? DiscountPercent, [property: Amount] decimal? DiscountAmount,
    [property: Amount] decimal Subtotal, [property: Amount] decimal Discount, [property: Amount] IReadOnlyList<TaxGroup> TaxGroups,
    string? Note, string? RecipientAddress,
    [property: Amount] IReadOnlyList<QuoteLineResponse> Lines, Guid? OwnerId,
    [property: Amount] IReadOnlyList<BillingInvoice> Invoices) : IOwned
{
    /// <param name="version">The version with its lines.</param>
    internal static QuoteVersionResponse Of(Quote quote, QuoteVersion version, DateTimeOffset now) => new(
        QuoteVersionSummary.Of(quote, version, now), version.TaxMode, version.DiscountPercent, version.DiscountAmount, version.Subtotal,
        version.Discount,
        GroupsOf(version), version.Note, version.RecipientAddress,
        [.. version.Lines.OrderBy(line => line.Position).Select(QuoteLineResponse.Of)],
        quote.Opportunity.OwnerId, InvoicesOf(version));

    internal static IReadOnlyList<TaxGroup> GroupsOf(QuoteVersion version) =>
        [.. version.Lines.GroupBy(line => line.TaxRate).OrderBy(group => group.Key)
            .Select(group => new TaxGroup(group.Key, group.Sum(line => line.Net), group.Sum(line => line.Tax)))];

    internal static IReadOnlyList<BillingInvoice> InvoicesOf(QuoteVersion version) =>
        [.. version.Lines.GroupBy(line => line.Billing).OrderBy(lines => lines.Key).Select(lines => new BillingInvoice(
            lines.Key, lines.Sum(line => line.Net), lines.Sum(line => line.Tax), lines.Sum(line => line.Net + line.Tax)))];
}

/// <summary>The lines with the same billing, without the other lines.</summary>
/// <param name="Billing">Once, by month or by year.</param>
/// <param name="Net">The net of one invoice: once, of one month, or of one year.</param>
/// <param name="Tax">The tax of that invoice.</param>
/// <param name="Total">Net and tax.</param>
public sealed record BillingInvoice(Billing Billing, decimal Net, decimal Tax, decimal Total);

/// <param name="ProductId">The product. Null for a line with a description alone.</param>
/// <param name="Quantity">The quantity, with up to four decimals.</param>
/// <param name="UnitPrice">
/// The price of one unit, with up to four decimals. It is that of one month or year if the product is recurring.
/// </param>
/// <param name="TaxRate">The tax rate in percent.</param>
/// <param name="Amount">
/// The amount after the line's own discount. Whether it includes the tax depends on the tax mode of the version.
/// </param>
/// <param name="DiscountShare">The line's share of the quote's discount.</param>
/// <param name="Net">The amount after both discounts, without tax.</param>
/// <param name="TermMonths">The months of a recurring line. Absent for the usual 12 months.</param>
/// <param name="FirstYear">The net of the first year: 12 months, or the term if it is shorter.</param>
public sealed record QuoteLineResponse(
    Guid? ProductId, string? Code, string Description, string Unit, Billing Billing, decimal Quantity, decimal UnitPrice,
    decimal? DiscountPercent, decimal? DiscountAmount, decimal TaxRate, decimal Amount, decimal DiscountShare, decimal Net, decimal Tax,
    int? TermMonths, decimal FirstYear)
{
    internal static QuoteLineResponse Of(QuoteLine line) => new(
        line.ProductId, line.Code, line.Description, line.Unit, line.Billing, line.Quantity, line.UnitPrice,
        line.DiscountPercent, line.DiscountAmount, line.TaxRate, line.Amount, line.DiscountShare, line.Net, line.Tax,
        line.TermMonths, line.FirstYear);
}
