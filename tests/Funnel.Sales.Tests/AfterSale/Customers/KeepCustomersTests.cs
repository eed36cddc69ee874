using Funnel.Sales.Tests.Customers;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

/// <summary>Every path that closes an opportunity makes its account a customer.</summary>
public sealed class KeepCustomersTests(SalesFixture fixture)
{
    private const string Path = "/api/sales/v1/opportunities";

    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task A_won_opportunity_makes_a_customer_and_a_lost_one_does_not()
    {
        var (won, lost) = (await sales.Open(), await sales.Open());
        await sales.Post<OpportunityState>($"{Path}/{won.Id}/win", new { reason = "price" });
        await sales.Post<OpportunityState>($"{Path}/{lost.Id}/lose", new { reason = "price" });
        Assert.Equal((1, 0), (await Customers(won.Id), await Customers(lost.Id)));
    }

    [Fact]
    public async Task An_accepted_quote_makes_a_customer()
    {
        var deal = await sales.Open();
        using var accepted = await sales.Answer(await sales.SentQuote(deal.Id), "accept", new { by = "Vera", reason = "price" });
        Assert.True(accepted.IsSuccessStatusCode);
        Assert.Equal(1, await Customers(deal.Id));
    }

    [Fact]
    public async Task A_historical_won_opportunity_makes_a_customer_alone_and_in_a_batch()
    {
        object Won(string account) => new
        {
            account = new { name = account }, name = "Deal", amount = 1, currency = "EUR", expectedCloseDate = "2026-01-31",
            outcome = "won", reason = "price", closedAt = "2025-03-01T00:00:00Z",
            unassigned = true,
        };
        var one = await sales.Post<OpportunityState>(Path, Won(Steps.New("account")));
        var (both, other) = (Steps.New("account"), Steps.New("account"));
        var batch = await sales.Post<BulkResponse>($"{Path}/batch", new { items = new[] { Won(both), Won(both), Won(other) } });
        Assert.Equal(1, await Customers(one.Id));
        Assert.Equal(2, await sales.Count($"customers c join accounts a on a.id = c.account_id where a.name in ('{both}', '{other}')"));
        Assert.Equal(3, batch.Results.Count(result => result.Outcome == BulkOutcome.Done));
    }

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(2, 1, 0)]
    [InlineData(1, 2, 0)]
    public async Task The_owner_of_the_first_won_deal_owns_the_customer_whatever_the_order_of_the_batches(params int[] order)
    {
        var (account, key) = (Steps.New("account"), Steps.New("key"));
        var owners = new[] { await sales.Hire("Ada", active: false), await sales.Hire("Bo", active: false),
            await sales.Hire("Cy", active: false) };
        // The first two are won at the same time, so the external id decides.
        string[] days = ["2024-03-01T00:00:00Z", "2024-03-01T00:00:00Z", "2025-01-01T00:00:00Z"];
        foreach (var one in order)
        {
            var batch = await sales.Post<BulkResponse>($"{Path}/batch", new
            {
                items = new[] { new { account = new { name = account }, name = "Deal", amount = 1, currency = "EUR",
                    expectedCloseDate = "2026-01-31", outcome = "won", reason = "price", closedAt = days[one], ownerId = owners[one].Id,
                    externalId = $"{key}-{one}" } },
            });
            Assert.Equal(1, batch.Done);
        }

        var deals = await sales.Get<OpportunityPage>($"{Path}?externalId={key}-0");
        var customer = await sales.CustomerOf(deals.Items[0].AccountId);
        Assert.Equal((owners[0].Id, deals.Items[0].Id, deals.Items[0].ClosedAt), (customer.OwnerId!.Value,
            (await sales.Get<CustomerResponse>($"/api/sales/v1/customers/{customer.Id}")).FirstOpportunityId, customer.Since));

        // Owner and since move together when the first win is corrected, until somebody assigns the customer.
        await sales.Post<OpportunityState>($"{Path}/{deals.Items[0].Id}/correct", new { closedAt = "2025-06-01T00:00:00Z" });
        var moved = await sales.CustomerOf(customer.AccountId);
        Assert.Equal((owners[1].Id, new DateTimeOffset(2024, 3, 1, 0, 0, 0, TimeSpan.Zero)), (moved.OwnerId!.Value, moved.Since));
        await sales.Post<CustomerState>($"/api/sales/v1/customers/{customer.Id}/owner", new { ownerId = owners[2].Id });
        await sales.Post<OpportunityState>($"{Path}/{deals.Items[0].Id}/correct", new { closedAt = "2024-01-01T00:00:00Z" });
        var kept = await sales.CustomerOf(customer.AccountId);
        Assert.Equal((owners[2].Id, new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero)), (kept.OwnerId!.Value, kept.Since));
    }

    [Fact]
    public async Task A_change_that_closes_nothing_makes_no_customer()
    {
        var deal = await sales.Open();
        await sales.Post<OpportunityState>($"{Path}/{deal.Id}/stage", new { stage = "proposal" });
        Assert.Equal(0, await Customers(deal.Id));
    }

    private Task<long> Customers(Guid deal) => sales.Count($"customers where first_opportunity_id = '{deal}'");
}
