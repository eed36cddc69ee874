using Funnel.Sales.Accounts;
using Funnel.Sales.Customers;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Funnel.Sales.Referrals;

/// <summary>A customer recommended us in public. It is noted once and does not change.</summary>
internal sealed class Review
{
    public const int SiteLength = 200;
    public const int LinkLength = 2000;

    private Review()
    {
    }

    public Guid Id { get; private init; }

    public Guid CustomerId { get; private init; }

    /// <summary>Who wrote it, where we know.</summary>
    public Guid? ContactId { get; private init; }

    /// <summary>Where it stands, by name.</summary>
    public string Site { get; private init; } = "";

    /// <summary>Where it can be read; unique.</summary>
    public string Link { get; private init; } = "";

    public DateOnly PublishedOn { get; private init; }

    public static Review Note(Guid customer, Guid? contact, string site, string link, DateOnly publishedOn, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        CustomerId = customer,
        ContactId = contact,
        Site = site,
        Link = link,
        PublishedOn = publishedOn,
    };
}

internal sealed class ReviewMapping : IEntityTypeConfiguration<Review>
{
    public void Configure(EntityTypeBuilder<Review> builder)
    {
        builder.ToTable("reviews");
        builder.Property(review => review.Id).ValueGeneratedNever();
        builder.Property(review => review.Site).HasMaxLength(Review.SiteLength);
        builder.Property(review => review.Link).HasMaxLength(Review.LinkLength);
        builder.HasOne<Customer>().WithMany().HasForeignKey(review => review.CustomerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Contact>().WithMany().HasForeignKey(review => review.ContactId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(review => review.Link).IsUnique();
        builder.HasIndex(review => new { review.CustomerId, review.Id }).IsDescending(false, true);
    }
}

internal static class ReviewRefusals
{
    public static readonly Refusal LinkWrong = new("review-link-not-valid", 422, "A review is found by an address that begins with http:// or https://.");
    public static readonly Refusal DayWrong = new("review-day-out-of-range", 422, "A review was published between 1990 and today.");
    public static readonly Refusal Anothers = new("review-of-another-customer", 409, "This review is another customer's.");
}
