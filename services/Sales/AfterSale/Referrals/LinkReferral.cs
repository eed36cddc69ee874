using Funnel.Messaging;
using Funnel.Sales.Customers;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Referrals;

/// <param name="OpportunityId">What came of the referral.</param>
public sealed record LinkReferralRequest(Guid OpportunityId);

/// <summary>Somebody acted on a referral: an opportunity came of it, and who referred is an evangelist.</summary>
internal static class LinkReferral
{
    public static async Task<Results<Ok<ReferralResponse>, ProblemHttpResult>> Handle(
        Guid id, LinkReferralRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var found = await db.Referrals.SingleOrDefaultAsync(one => one.Id == id, cancellation);
        if (found is not { } referral || await db.Customers.SingleOrDefaultAsync(one => one.Id == referral.CustomerId, cancellation) is not { } customer)
        {
            return ReferralRefusals.NotFound.ToProblem();
        }

        var deal = await db.Opportunities.AsNoTracking().SingleOrDefaultAsync(one => one.Id == request.OpportunityId, cancellation);
        if ((deal is null ? ReferralRefusals.OpportunityNotFound
            : deal.AccountId == customer.AccountId ? ReferralRefusals.OfItself
            : await db.Referrals.AnyAsync(other => other.OpportunityId == deal.Id && other.Id != id, cancellation) ? ReferralRefusals.OpportunityTaken
            : referral.Become(deal.Id, clock.GetUtcNow().ToMicroseconds())) is { } refusal)
        {
            return refusal.ToProblem();
        }

        customer.Evangelise(referral.ActedOnAt!.Value);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(ReferralResponse.Of(referral));
    }
}
