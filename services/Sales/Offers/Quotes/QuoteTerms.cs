using Funnel.Sales.Products;

namespace Funnel.Sales.Quotes;

/// <summary>The content of a version. Prices are looked up, values are checked and totals are computed.</summary>
/// <param name="Billed">The totals by billing, without tax.</param>
internal sealed record QuoteTerms(
    IReadOnlyList<QuotedLine> Lines, Discount? Discount, TaxMode TaxMode, DateOnly? ValidUntil, string? Note, string? RecipientAddress,
    QuoteTotals Totals, BillingTotals Billed);

/// <param name="ProductId">Null for a line without a product.</param>
/// <param name="TaxRate">Percent.</param>
/// <param name="TermMonths">The months of a recurring line; null for the usual 12 months.</param>
internal sealed record QuotedLine(
    Guid? ProductId, string? Code, string Description, string Unit, Billing Billing, LineTerms Terms, decimal TaxRate,
    int? TermMonths = null);
