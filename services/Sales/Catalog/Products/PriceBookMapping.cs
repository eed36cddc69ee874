using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Products;

internal sealed class PriceBookMapping : IEntityTypeConfiguration<PriceBook>
{
    public void Configure(EntityTypeBuilder<PriceBook> builder)
    {
        builder.ToTable("price_books");
        builder.Property(book => book.Id).ValueGeneratedNever();
        builder.Property(book => book.Code).HasMaxLength(PriceBook.CodeLength);
        builder.Property(book => book.Name).HasMaxLength(PriceBook.NameLength);
        builder.Property(book => book.Currency).HasMaxLength(Money.CurrencyLength);
        builder.Property(book => book.Version).IsConcurrencyToken();
        builder.Ignore(book => book.Terms);
        builder.HasIndex(book => book.Code).IsUnique();
        builder.HasIndex(book => book.Currency).IsUnique().HasFilter("is_standard").HasDatabaseName("ix_price_books_standard");
    }
}

internal sealed class PriceMapping : IEntityTypeConfiguration<Price>
{
    public void Configure(EntityTypeBuilder<Price> builder)
    {
        builder.ToTable("prices");
        builder.HasKey(price => new { price.PriceBookId, price.ProductId, price.ValidFrom });
        builder.Property(price => price.Amount).HasPrecision(18, 4);
        builder.HasOne<PriceBook>().WithMany().HasForeignKey(price => price.PriceBookId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Product>().WithMany().HasForeignKey(price => price.ProductId).OnDelete(DeleteBehavior.Restrict);
    }
}
