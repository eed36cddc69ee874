using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Referrals;

internal static class ReferralsEndpoints
{
    public static void MapReferrals(this WebApplication app)
    {
        var api = app.MapGroup("/api/sales/v1").WithTags("Referrals").RequirePermissions("sales").RetryOnConflict<SalesDb>();
        api.MapPost("/customers/{id:guid}/referrals", AddReferral.Handle)
            .WithSummary("Records a company that a customer has referred");
        api.MapGet("/referrals", ListReferrals.Handle)
            .WithSummary("Lists referrals, newest first");
        api.MapPost("/referrals/{id:guid}/opportunity", LinkReferral.Handle).Versioned<SalesDb, Referral>()
            .WithSummary("Links a referral to the opportunity that came from it");
        api.MapPost("/customers/{id:guid}/reviews", AddReview.Handle)
            .WithSummary("Records a public review in which a customer recommends us");
        api.MapGet("/reviews", ListReviews.Handle)
            .WithSummary("Lists reviews, the last recorded first");
    }
}
