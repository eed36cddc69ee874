using System.ComponentModel.DataAnnotations;
using Funnel.Sales.Activities;
using Funnel.Sales.Customers;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Referrals;

/// <param name="Site">The name of the site that shows the review, such as <c>G2</c>.</param>
/// <param name="Link">The http or https address of the review. A second request with the same address returns the existing review.</param>
/// <param name="PublishedOn">The day on which the review was published, from 1990 to today in UTC.</param>
/// <param name="ContactId">The contact who wrote the review.</param>
public sealed record AddReviewRequest(
    [property: Required, MaxLength(Review.SiteLength)] string Site,
    [property: Required, MaxLength(Review.LinkLength)] string Link,
    DateOnly PublishedOn,
    Guid? ContactId = null);

/// <summary>A public review in which a customer recommends us.</summary>
public sealed record ReviewResponse(Guid Id, Guid CustomerId, Guid? ContactId, string Site, string Link, DateOnly PublishedOn)
{
    internal static ReviewResponse Of(Review review) =>
        new(review.Id, review.CustomerId, review.ContactId, review.Site, review.Link, review.PublishedOn);
}

/// <summary>Records a public review. The customer becomes an evangelist.</summary>
internal static class AddReview
{
    private static readonly DateOnly Earliest = new(1990, 1, 1);

    public static async Task<Results<Created<ReviewResponse>, Ok<ReviewResponse>, ProblemHttpResult>> Handle(
        Guid id, AddReviewRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (!Uri.TryCreate(request.Link, UriKind.Absolute, out var link)
            || (link.Scheme != Uri.UriSchemeHttp && link.Scheme != Uri.UriSchemeHttps))
        {
            return ReviewRefusals.LinkNotValid(request.Link).ToProblem();
        }

        var today = clock.TodayInUtc();
        if (request.PublishedOn < Earliest || request.PublishedOn > today)
        {
            return ReviewRefusals.DayOutOfRange(request.PublishedOn, Earliest, today).ToProblem();
        }

        if (await db.Customers.SingleOrDefaultAsync(one => one.Id == id, cancellation) is not { } customer)
        {
            return CustomerRefusals.NotFound.ToProblem();
        }

        if (await db.Reviews.AsNoTracking().SingleOrDefaultAsync(review => review.Link == request.Link, cancellation) is { } known)
        {
            return known.CustomerId == id
                ? TypedResults.Ok(ReviewResponse.Of(known))
                : ReviewRefusals.OfAnotherCustomer(request.Link).ToProblem();
        }

        if ((await NamedRecords.Find(db, request.ContactId is { } contact ? [new(RecordKind.Contact, contact)] : [], cancellation))
            .IsRefused(out var refusal, out var who))
        {
            return refusal.ToProblem();
        }

        var added = Review.Create(id, who.Found.SingleOrDefault()?.Id, request.Site, request.Link, request.PublishedOn, now);
        db.Add(added);
        customer.MarkEvangelist(new(request.PublishedOn, TimeOnly.MinValue, TimeSpan.Zero));
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Created($"/api/sales/v1/reviews?customerId={id}", ReviewResponse.Of(added));
    }
}
