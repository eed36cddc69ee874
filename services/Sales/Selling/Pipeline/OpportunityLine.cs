using Funnel.Sales.Products;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Pipeline;

/// <summary>A product on an opportunity, with its billing at that time.</summary>
internal sealed class OpportunityLine
{
    private OpportunityLine()
    {
    }

    public Guid Id { get; private init; }

    public Guid OpportunityId { get; private init; }

    /// <summary>The position on the opportunity, from 1.</summary>
    public int Position { get; private init; }

    public Guid ProductId { get; private init; }

    /// <summary>The price book of the unit price; null if the line has its own price.</summary>
    public Guid? PriceBookId { get; private init; }

    public decimal Quantity { get; private init; }

    public decimal UnitPrice { get; private init; }

    public decimal? DiscountPercent { get; private init; }

    public decimal? DiscountAmount { get; private init; }

    /// <summary>How often the product was billed when the line was made.</summary>
    public Billing Billing { get; private init; }

    /// <summary>The months of a recurring line; null for the usual 12 months.</summary>
    public int? TermMonths { get; private init; }

    /// <summary>The amount of the line after its discount, in the opportunity's currency: of one month or year if recurring.</summary>
    public decimal Amount { get; private init; }

    /// <summary>The amount of the first year. The amount of the opportunity is the sum of these.</summary>
    public decimal FirstYear { get; private init; }

    /// <summary>The amount of the whole term.</summary>
    public decimal ContractValue { get; private init; }

    public BilledLine Billed => new(Billing, Amount, new(FirstYear, ContractValue));

    public static OpportunityLine Of(
        Guid opportunity, int position, PricedProduct priced, LineTerms terms, DateTimeOffset now, int? termMonths = null) =>
        Of(opportunity, position, priced, terms, LineValue.Of(terms.Amount, priced.Product.Billing, termMonths, terms.Currency), now,
            termMonths);

    /// <summary>The only line of an opportunity whose amount is known: it is the amount of the first year.</summary>
    public static Result<OpportunityLine> ForAmount(Guid opportunity, Product product, Money firstYear, DateTimeOffset now)
    {
        var price = product.Billing == Billing.Monthly ? decimal.Round(firstYear.Amount / 12, 4) : firstYear.Amount;
        return LineTerms.Of(1, price, null, firstYear.Currency).IsRefused(out var refusal, out var terms)
            ? refusal
            : Of(opportunity, 1, new(product, price, null), terms, new(firstYear.Amount, firstYear.Amount), now, null);
    }

    private static OpportunityLine Of(
        Guid opportunity, int position, PricedProduct priced, LineTerms terms, LineValue value, DateTimeOffset now,
        int? termMonths) => new()
    {
        Id = Guid.CreateVersion7(now),
        OpportunityId = opportunity,
        Position = position,
        ProductId = priced.Product.Id,
        PriceBookId = priced.PriceBookId,
        Quantity = terms.Quantity,
        UnitPrice = terms.UnitPrice,
        DiscountPercent = terms.Discount?.Percent,
        DiscountAmount = terms.Discount?.Amount,
        Billing = priced.Product.Billing,
        TermMonths = termMonths,
        Amount = terms.Amount,
        FirstYear = value.FirstYear,
        ContractValue = value.Contract,
    };

    /// <summary>Compares everything apart from the id.</summary>
    public bool EqualsLine(OpportunityLine other) =>
        (Position, ProductId, PriceBookId, Quantity, UnitPrice, DiscountPercent, DiscountAmount)
        == (other.Position, other.ProductId, other.PriceBookId, other.Quantity, other.UnitPrice, other.DiscountPercent,
            other.DiscountAmount)
        && (TermMonths, Billed) == (other.TermMonths, other.Billed);
}

internal sealed class OpportunityLineMapping : IEntityTypeConfiguration<OpportunityLine>
{
    public void Configure(EntityTypeBuilder<OpportunityLine> builder)
    {
        builder.ToTable("opportunity_lines");
        builder.Property(line => line.Id).ValueGeneratedNever();
        builder.HasIndex(line => new { line.OpportunityId, line.Position });
        builder.Property(line => line.Quantity).HasPrecision(18, 4);
        builder.Property(line => line.UnitPrice).HasPrecision(18, 4);
        builder.Property(line => line.DiscountPercent).HasPrecision(7, 4);
        builder.Property(line => line.Billing).HasConversion<string>().HasMaxLength(20);
        builder.Ignore(line => line.Billed);
        builder.HasOne<Product>().WithMany().HasForeignKey(line => line.ProductId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<PriceBook>().WithMany().HasForeignKey(line => line.PriceBookId).OnDelete(DeleteBehavior.Restrict);
    }
}
