using Funnel.Sales.Referrals;

namespace Funnel.Sales.Tests.Referrals;

public sealed class ReferralTests
{
    [Fact]
    public void A_referral_is_linked_to_one_opportunity()
    {
        var referral = Referral.Create(Guid.CreateVersion7(), "Neighbours & Co", null, null, DealSamples.Now, DealSamples.Now);
        var deal = Guid.CreateVersion7();
        Assert.Null(referral.LinkOpportunity(deal, DealSamples.Now).Refusal);
        Assert.Null(referral.LinkOpportunity(deal, DealSamples.Now.AddDays(1)).Refusal);
        Assert.Equal("referral-linked", referral.LinkOpportunity(Guid.CreateVersion7(), DealSamples.Now).Refusal!.Code);
        Assert.Equal((deal, DealSamples.Now, 1), (referral.OpportunityId!.Value, referral.ActedOnAt!.Value, referral.Version));
    }
}
