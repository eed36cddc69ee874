using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Products;

internal sealed class ProductMapping : IEntityTypeConfiguration<Product>
{
    public void Configure(EntityTypeBuilder<Product> builder)
    {
        builder.ToTable("products");
        builder.HasUpdatedAt();
        builder.Property(product => product.Id).ValueGeneratedNever();
        builder.Property(product => product.Code).HasMaxLength(Product.CodeLength);
        builder.Property(product => product.Name).HasMaxLength(Product.NameLength);
        builder.Property(product => product.Unit).HasMaxLength(Product.UnitLength);
        builder.Property(product => product.Billing).HasConversion<string>().HasMaxLength(20);
        builder.Property(product => product.Version).IsConcurrencyToken();
        builder.HasIndex(product => product.CodeKey).IsUnique();
        builder.HasIndex(product => product.Code);
    }
}
