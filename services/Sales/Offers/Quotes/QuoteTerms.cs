using Funnel.Sales.Products;

namespace Funnel.Sales.Quotes;

/// <summary>The content of a version. Prices are looked up, values are checked and totals are computed.</summary>
internal sealed record QuoteTerms(
    IReadOnlyList<QuotedLine> Lines, Discount? Discount, TaxMode TaxMode, DateOnly? ValidUntil, string? Note, string? RecipientAddress,
    QuoteTotals Totals);

/// <param name="ProductId">Null for a line without a product.</param>
/// <param name="TaxRate">Percent.</param>
internal sealed record QuotedLine(
    Guid? ProductId, string? Code, string Description, string Unit, Billing Billing, LineTerms Terms, decimal TaxRate);
