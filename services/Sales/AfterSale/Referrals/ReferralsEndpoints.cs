using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Referrals;

internal static class ReferralsEndpoints
{
    public static void MapReferrals(this WebApplication app)
    {
        var api = app.MapGroup("/api/sales/v1").WithTags("Referrals").RequirePermissions("sales").RetryOnConflict<SalesDb>();
        api.MapPost("/customers/{id:guid}/referrals", AddReferral.Handle).WithSummary("Notes whom a customer referred to us");
        api.MapGet("/referrals", ListReferrals.Handle).WithSummary("Lists referrals, newest first");
        api.MapPost("/referrals/{id:guid}/opportunity", LinkReferral.Handle).Versioned<SalesDb, Referral>().WithSummary("Says which opportunity came of a referral");
        api.MapPost("/customers/{id:guid}/reviews", AddReview.Handle).WithSummary("Notes a review in which a customer recommends us");
        api.MapGet("/reviews", ListReviews.Handle).WithSummary("Lists reviews, those noted last first");
    }
}

internal static class ListReferrals
{
    public static async Task<Ok<Page<ReferralResponse>>> Handle(
        SalesDb db, CancellationToken cancellation, Guid? customerId = null, Guid? after = null,
        [Range(1, Page<ReferralResponse>.LargestLimit)] int limit = Page<ReferralResponse>.DefaultLimit)
    {
        var found = db.Customers.AsNoTracking().Join(db.Referrals.AsNoTracking(), customer => customer.Id, referral => referral.CustomerId, (_, referral) => referral);
        found = customerId is null ? found : found.Where(referral => referral.CustomerId == customerId);
        found = after is null ? found : found.Where(referral => referral.Id < after);
        var items = (await found.OrderByDescending(referral => referral.Id).Take(limit + 1).ToListAsync(cancellation)).ConvertAll(ReferralResponse.Of);
        return TypedResults.Ok(Page.Of(items, limit, item => item.Id));
    }
}
