using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Referrals;

internal static class ListReferrals
{
    public static async Task<Ok<Page<ReferralResponse>>> Handle(
        SalesDb db, CancellationToken cancellation, Guid? customerId = null,
        [Description(UpdatedAt.Description)] DateTimeOffset? updatedSince = null, Guid? after = null,
        [Range(1, Page<ReferralResponse>.LargestLimit)] int limit = Page<ReferralResponse>.DefaultLimit)
    {
        // The join with the visible customers hides the referrals of the others.
        var found = db.Customers.AsNoTracking()
            .Join(db.Referrals.AsNoTracking(), customer => customer.Id, referral => referral.CustomerId, (_, referral) => referral);
        found = customerId is null ? found : found.Where(referral => referral.CustomerId == customerId);
        found = found.UpdatedSince(updatedSince);
        found = after is null ? found : found.Where(referral => referral.Id < after);
        var items = (await found.OrderByDescending(referral => referral.Id).Take(limit + 1).ToListAsync(cancellation))
            .ConvertAll(ReferralResponse.Of);
        return TypedResults.Ok(Page.Of(items, limit, item => item.Id));
    }
}
