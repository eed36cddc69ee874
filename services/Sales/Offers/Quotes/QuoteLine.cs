using Funnel.Sales.Products;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Quotes;

/// <summary>A line of one version, with the product's name and code at that time.</summary>
/// <remarks>The lines of a draft are replaced. The lines of a sent version never change.</remarks>
[IsRecord]
internal sealed class QuoteLine
{
    public const int DescriptionLength = 500;

    private QuoteLine()
    {
    }

    public Guid Id { get; private init; }

    public Guid QuoteId { get; private init; }

    public int Version { get; private init; }

    /// <summary>From 1.</summary>
    public int Position { get; private init; }

    /// <summary>Null for a line without a product.</summary>
    public Guid? ProductId { get; private init; }

    public string? Code { get; private init; }

    public string Description { get; private init; } = "";

    public string Unit { get; private init; } = "";

    public Billing Billing { get; private init; }

    public decimal Quantity { get; private init; }

    public decimal UnitPrice { get; private init; }

    public decimal? DiscountPercent { get; private init; }

    public decimal? DiscountAmount { get; private init; }

    /// <summary>Percent.</summary>
    public decimal TaxRate { get; private init; }

    /// <summary>The amount after the line's own discount. Whether it includes the tax depends on the version's tax mode.</summary>
    public decimal Amount { get; private init; }

    /// <summary>The line's share of the quote's discount.</summary>
    public decimal DiscountShare { get; private init; }

    public decimal Net { get; private init; }

    public decimal Tax { get; private init; }

    /// <summary>The months of a recurring line; null for the usual 12 months.</summary>
    public int? TermMonths { get; private init; }

    /// <summary>The net of the first year.</summary>
    public decimal FirstYear { get; private init; }

    public static QuoteLine Create(Guid quote, int version, int position, QuotedLine line, LineTotals totals, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        QuoteId = quote,
        Version = version,
        Position = position,
        ProductId = line.ProductId,
        Code = line.Code,
        Description = line.Description,
        Unit = line.Unit,
        Billing = line.Billing,
        Quantity = line.Terms.Quantity,
        UnitPrice = line.Terms.UnitPrice,
        DiscountPercent = line.Terms.Discount?.Percent,
        DiscountAmount = line.Terms.Discount?.Amount,
        TaxRate = line.TaxRate,
        Amount = line.Terms.Amount,
        DiscountShare = totals.Discount,
        Net = totals.Net,
        Tax = totals.Tax,
        TermMonths = line.TermMonths,
        FirstYear = LineValue.Of(totals.Net, line.Billing, line.TermMonths, line.Terms.Currency).FirstYear,
    };
}
