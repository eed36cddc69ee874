using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Referrals;

internal static class ListReviews
{
    public static async Task<Ok<Page<ReviewResponse>>> Handle(
        SalesDb db, CancellationToken cancellation, Guid? customerId = null,
        [Description(UpdatedAt.Description)] DateTimeOffset? updatedSince = null, Guid? after = null,
        [Range(1, Page<ReviewResponse>.LargestLimit)] int limit = Page<ReviewResponse>.DefaultLimit)
    {
        // The join with the visible customers hides the reviews of the others.
        var found = db.Customers.AsNoTracking()
            .Join(db.Reviews.AsNoTracking(), customer => customer.Id, review => review.CustomerId, (_, review) => review);
        found = customerId is null ? found : found.Where(review => review.CustomerId == customerId);
        found = found.UpdatedSince(updatedSince);
        found = after is null ? found : found.Where(review => review.Id < after);
        var items = (await found.OrderByDescending(review => review.Id).Take(limit + 1).ToListAsync(cancellation))
            .ConvertAll(ReviewResponse.Of);
        return TypedResults.Ok(Page.Of(items, limit, item => item.Id));
    }
}
