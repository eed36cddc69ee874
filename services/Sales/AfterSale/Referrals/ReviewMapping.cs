using Funnel.Sales.Accounts;
using Funnel.Sales.Customers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Referrals;

internal sealed class ReviewMapping : IEntityTypeConfiguration<Review>
{
    public void Configure(EntityTypeBuilder<Review> builder)
    {
        builder.ToTable("reviews");
        builder.HasUpdatedAt();
        builder.Property(review => review.Id).ValueGeneratedNever();
        builder.Property(review => review.Site).HasMaxLength(Review.SiteLength);
        builder.Property(review => review.Link).HasMaxLength(Review.LinkLength);
        builder.HasOne<Customer>().WithMany().HasForeignKey(review => review.CustomerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Contact>().WithMany().HasForeignKey(review => review.ContactId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(review => review.Link).IsUnique();
        builder.HasIndex(review => new { review.CustomerId, review.Id }).IsDescending(false, true);
    }
}
