using Funnel.Sales.Accounts;
using Funnel.Sales.Products;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Quotes;

internal sealed class QuoteMapping : IEntityTypeConfiguration<Quote>
{
    public void Configure(EntityTypeBuilder<Quote> builder)
    {
        builder.ToTable("quotes");
        builder.HasUpdatedAt();
        builder.Property(quote => quote.Number).UseIdentityAlwaysColumn().Metadata.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
        builder.Property(quote => quote.Currency).HasMaxLength(Money.CurrencyLength);
        builder.Property(quote => quote.Revision).IsConcurrencyToken();
        builder.Ignore(quote => quote.Latest);
        builder.HasOne(quote => quote.Opportunity).WithMany().HasForeignKey(quote => quote.OpportunityId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Account>().WithMany().HasForeignKey(quote => quote.AccountId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(quote => quote.Versions).WithOne().HasForeignKey(version => version.QuoteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(quote => quote.Number).IsUnique();
        builder.HasIndex(quote => new { quote.OpportunityId, quote.Id }).IsDescending(false, true);
        builder.HasIndex(quote => new { quote.AccountId, quote.Id }).IsDescending(false, true);
    }
}

internal sealed class QuoteVersionMapping : IEntityTypeConfiguration<QuoteVersion>
{
    public void Configure(EntityTypeBuilder<QuoteVersion> builder)
    {
        builder.ToTable("quote_versions");
        builder.HasKey(version => new { version.QuoteId, version.Number });
        builder.Property(version => version.Number).ValueGeneratedNever();
        builder.Property(version => version.State).HasConversion<string>().HasMaxLength(20);
        builder.Property(version => version.TaxMode).HasConversion<string>().HasMaxLength(20);
        builder.Property(version => version.DiscountPercent).HasPrecision(7, 4);
        builder.Property(version => version.Note).HasMaxLength(QuoteVersion.NoteLength);
        builder.Property(version => version.RecipientAddress).HasMaxLength(QuoteVersion.AddressLength);
        builder.Property(version => version.DecidedBy).HasMaxLength(QuoteVersion.PersonLength);
        builder.Property(version => version.DecisionNote).HasMaxLength(QuoteVersion.NoteLength);
        builder.Ignore(version => version.Totals);
        builder.HasMany(version => version.Lines).WithOne().HasForeignKey(line => new { line.QuoteId, line.Version })
            .OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class QuoteLineMapping : IEntityTypeConfiguration<QuoteLine>
{
    public void Configure(EntityTypeBuilder<QuoteLine> builder)
    {
        builder.ToTable("quote_lines");
        builder.Property(line => line.Id).ValueGeneratedNever();
        builder.Property(line => line.Code).HasMaxLength(Product.CodeLength);
        builder.Property(line => line.Description).HasMaxLength(QuoteLine.DescriptionLength);
        builder.Property(line => line.Unit).HasMaxLength(Product.UnitLength);
        builder.Property(line => line.Billing).HasConversion<string>().HasMaxLength(20);
        builder.Property(line => line.Quantity).HasPrecision(18, 4);
        builder.Property(line => line.UnitPrice).HasPrecision(18, 4);
        builder.Property(line => line.DiscountPercent).HasPrecision(7, 4);
        builder.Property(line => line.TaxRate).HasPrecision(7, 4);
        builder.HasOne<Product>().WithMany().HasForeignKey(line => line.ProductId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(line => new { line.QuoteId, line.Version, line.Position });
    }
}

internal sealed class QuoteDocumentMapping : IEntityTypeConfiguration<QuoteDocument>
{
    public void Configure(EntityTypeBuilder<QuoteDocument> builder)
    {
        builder.ToTable("quote_documents");
        builder.HasKey(document => new { document.QuoteId, document.Version });
        builder.Property(document => document.Version).ValueGeneratedNever();
        builder.HasOne<QuoteVersion>().WithOne().HasForeignKey<QuoteDocument>(document => new { document.QuoteId, document.Version })
            .OnDelete(DeleteBehavior.Restrict);
    }
}
