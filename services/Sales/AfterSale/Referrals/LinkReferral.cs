using Funnel.Messaging;
using Funnel.Sales.Customers;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Referrals;

/// <param name="OpportunityId">The opportunity that came from the referral.</param>
public sealed record LinkReferralRequest(Guid OpportunityId);

/// <summary>Links a referral to the opportunity that came from it. The customer that made the referral becomes an evangelist.</summary>
internal static class LinkReferral
{
    public static async Task<Results<Ok<ReferralResponse>, ProblemHttpResult>> Handle(
        Guid id, LinkReferralRequest request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (await db.Referrals.SingleOrDefaultAsync(one => one.Id == id, cancellation) is not { } referral
            || await db.Customers.SingleOrDefaultAsync(one => one.Id == referral.CustomerId, cancellation) is not { } customer)
        {
            return ReferralRefusals.NotFound.ToProblem();
        }

        if ((await CheckOpportunity(db, request.OpportunityId, referral, customer, cancellation)).IsRefused(out var wrongOpportunity))
        {
            return wrongOpportunity.ToProblem();
        }

        if (referral.LinkOpportunity(request.OpportunityId, clock.GetUtcNow().ToMicroseconds()).IsRefused(out var refusal))
        {
            return refusal.ToProblem();
        }

        customer.MarkEvangelist(referral.ActedOnAt!.Value);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(ReferralResponse.Of(referral));
    }

    private static async Task<Result> CheckOpportunity(
        SalesDb db, Guid opportunity, Referral referral, Customer customer, CancellationToken cancellation)
    {
        var deal = await db.Opportunities.AsNoTracking().SingleOrDefaultAsync(one => one.Id == opportunity, cancellation);
        return deal is null ? ReferralRefusals.OpportunityNotFound(opportunity)
            : deal.AccountId == customer.AccountId ? ReferralRefusals.OfItself(opportunity)
            : await db.Referrals.AnyAsync(other => other.OpportunityId == deal.Id && other.Id != referral.Id, cancellation)
                ? ReferralRefusals.OpportunityTaken(opportunity)
            : Result.Done;
    }
}
