using Funnel.Sales.Products;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Pipeline;

/// <summary>A product on an opportunity. A recurring product counts with its first month or year.</summary>
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

    /// <summary>The amount of the line after its discount, in the opportunity's currency.</summary>
    public decimal Amount { get; private init; }

    public static OpportunityLine Of(Guid opportunity, int position, PricedProduct priced, LineTerms terms, DateTimeOffset now) => new()
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
        Amount = terms.Amount,
    };

    /// <summary>Compares everything apart from the id.</summary>
    public bool EqualsLine(OpportunityLine other) =>
        (Position, ProductId, PriceBookId, Quantity, UnitPrice, DiscountPercent, DiscountAmount, Amount)
        == (other.Position, other.ProductId, other.PriceBookId, other.Quantity, other.UnitPrice, other.DiscountPercent,
            other.DiscountAmount,
            other.Amount);
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
        builder.HasOne<Product>().WithMany().HasForeignKey(line => line.ProductId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<PriceBook>().WithMany().HasForeignKey(line => line.PriceBookId).OnDelete(DeleteBehavior.Restrict);
    }
}
