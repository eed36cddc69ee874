using Funnel.Sales.Referrals;
using Funnel.Sales.Tests.Customers;
using Funnel.Testing;

namespace Funnel.Sales.Tests.Referrals;

public sealed class LinkReferralTests(SalesFixture fixture)
{
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task Linking_a_referral_to_an_opportunity_makes_the_customer_an_evangelist()
    {
        var customer = await sales.Win();
        var referral = await Refer(customer);
        Assert.Equal(("Neighbours & Co", "Nora Neighbour", (Guid?)null), (referral.Company, referral.Person, referral.OpportunityId));
        Assert.Equal((1, null), ((await sales.Customer(customer.Id)).Referrals, (await sales.Customer(customer.Id)).EvangelistSince));

        var deal = await sales.Open();
        var linked = await Link<ReferralResponse>(referral, deal.Id);
        Assert.Equal(deal.Id, linked.OpportunityId);
        Assert.Equal(linked, await Link<ReferralResponse>(referral, deal.Id));
        Assert.Equal(linked.ActedOnAt, (await sales.Customer(customer.Id)).EvangelistSince);
        Assert.Equal([linked], (await sales.Get<Page<ReferralResponse>>($"/api/sales/v1/referrals?customerId={customer.Id}")).Items);
    }

    [Fact]
    public async Task An_opportunity_comes_from_one_referral_and_not_from_the_customers_own_account()
    {
        var customer = await sales.Win();
        var (one, other) = (await Refer(customer), await Refer(customer));
        var deal = await sales.Open();
        await Link<ReferralResponse>(one, deal.Id);
        Assert.Equal("opportunity-of-another-referral", (await Try(other, deal.Id).Refused(409)).Code);
        Assert.Equal("referral-linked", (await Try(one, (await sales.Open()).Id).Refused(409)).Code);
        Assert.Equal("opportunity-not-found", (await Try(other, Guid.CreateVersion7()).Refused(422)).Code);
        var own =
            await sales.Post<OpportunityState>("/api/sales/v1/opportunities", Steps.Opportunity(account: new { id = customer.AccountId }));
        Assert.Equal("referral-of-itself", (await Try(other, own.Id).Refused(422)).Code);
        Assert.Equal("referral-not-found", (await Try(other with { Id = Guid.CreateVersion7() }, deal.Id).Refused(404)).Code);
    }

    [Theory]
    [InlineData("""{"company":""}""", 400, "validation-failed")]
    [InlineData("{}", 400, "malformed-request")]
    [InlineData("""{"company":"a","occurredAt":"0001-01-01T00:00:00Z"}""", 422, "occurred-at-out-of-range")]
    [InlineData("""{"company":"a","opportunityId":"00000000-0000-0000-0000-000000000001"}""", 400, "malformed-request")]
    public async Task A_wrong_referral_is_refused(string json, int status, string code)
    {
        var customer = await sales.Win();
        Assert.Equal(code, (await sales.PostRaw($"{CustomerSteps.Path}/{customer.Id}/referrals", json).Refused(status)).Code);
        Assert.Equal(0, await sales.Count($"referrals where customer_id = '{customer.Id}'"));
    }

    private Task<ReferralResponse> Refer(CustomerSummary customer) => sales.Post<ReferralResponse>(
        $"{CustomerSteps.Path}/{customer.Id}/referrals", new { company = "Neighbours & Co", person = "Nora Neighbour" });

    private Task<T> Link<T>(ReferralResponse referral, Guid opportunityId) =>
        sales.Post<T>($"/api/sales/v1/referrals/{referral.Id}/opportunity", new { opportunityId });

    private Task<HttpResponseMessage> Try(ReferralResponse referral, Guid opportunityId) =>
        sales.Post($"/api/sales/v1/referrals/{referral.Id}/opportunity", new { opportunityId });
}
