using Funnel.Testing;

namespace Funnel.Sales.Tests.Customers;

public sealed class SignSoldContractsTests(SalesFixture fixture)
{
    private const string Deals = "/api/sales/v1/opportunities";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task Accepting_a_quote_with_recurring_lines_wins_the_first_year_and_signs_one_contract_for_each_term_once()
    {
        var deal = await sales.Open();
        var (month, year) = (await sales.Sell("Licence", Billing.Monthly), await sales.Sell("Support", Billing.Yearly));
        var draft = await sales.Quote(deal.Id, new
        {
            discountPercent = 10,
            lines = new object[] { QuoteSteps.Words("Setup", 1, 500), new { productId = month.Id, quantity = 1, unitPrice = 100,
                termMonths = 36 }, new { productId = year.Id, quantity = 1, unitPrice = 240 } },
        });
        var sent = await sales.Post<QuoteVersionSummary>($"{QuoteSteps.Quotes}/{draft.Summary.QuoteId}/send", new { });
        var at = new { by = "Vera", reason = "price" };
        for (var time = 0; time < 2; time++)
        {
            using var answer = await sales.Answer(sent, "accept", at);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }

        var won = await sales.Get<OpportunityResponse>($"{Deals}/{deal.Id}");
        Assert.Equal((1746m, new BillingTotals(450, 90, 216, 1746, 3906)), (won.Amount, won.Totals));
        var customer = await sales.Customer((await sales.CustomerOf(won.AccountId)).Id);
        var day = DateOnly.FromDateTime(won.ClosedAt!.Value.UtcDateTime);
        Assert.Equal(
            [("Deal, 12 months", 18m, day, day.AddMonths(12).AddDays(-1), deal.Id), ("Deal, 36 months", 90m, day,
                day.AddMonths(36).AddDays(-1), deal.Id)],
            customer.Contracts.OrderBy(one => one.Name, StringComparer.Ordinal)
                .Select(one => (one.Name, one.Monthly, one.StartsOn, one.EndsOn!.Value, one.OpportunityId!.Value)));
        Assert.Equal([new RecurringRevenue(108, "EUR")], customer.Revenue);
        Assert.All(customer.Contracts, one => Assert.Equal(one.EndsOn!.Value.AddDays(-90), one.RenewalOpensOn));
    }

    [Fact]
    public async Task A_deal_that_is_won_for_another_amount_signs_in_proportion_and_movement_follows()
    {
        var month = await sales.Sell("Licence", Billing.Monthly);
        // No other test has contracts in patacas.
        var deal = await sales.Post<OpportunityState>(Deals, new { account = new { name = Steps.New("account") }, name = "Deal", amount = 1,
            currency = "MOP", expectedCloseDate = "2026-12-31", unassigned = true });
        await sales.Replace<OpportunityLinesResponse>($"{Deals}/{deal.Id}/lines",
            new { lines = new[] { new { productId = month.Id, quantity = 1, unitPrice = 100 } } });
        var won = await sales.Post<OpportunityState>($"{Deals}/{deal.Id}/win", new { reason = "price", amount = 900 });
        Assert.Equal((75m, 1), await Movement());

        await sales.Post<OpportunityState>($"{Deals}/{deal.Id}/reopen", new { reason = "closed-by-mistake" });
        Assert.Equal((0m, 0), await Movement());
        await sales.Post<OpportunityState>($"{Deals}/{deal.Id}/win", new { reason = "price" });
        Assert.Equal((75m, 1), await Movement());

        async Task<(decimal, int)> Movement()
        {
            var shown = await sales.Get<MovementResponse>(
                $"{CustomerSteps.Path}/movement?from={won.ClosedAt:yyyy-MM}&to={won.ClosedAt:yyyy-MM}&currency=MOP");
            return (shown.Whole.New, shown.Whole.CustomersAtEnd);
        }
    }

    [Fact]
    public async Task A_second_entry_of_a_signed_contract_is_refused()
    {
        var (deal, month) = (await sales.Open(), await sales.Sell("Licence", Billing.Monthly));
        await sales.Replace<OpportunityLinesResponse>($"{Deals}/{deal.Id}/lines",
            new { lines = new[] { new { productId = month.Id, quantity = 1, unitPrice = 75 } } });
        await sales.Post<OpportunityState>($"{Deals}/{deal.Id}/win", new { reason = "price" });
        var account = (await sales.Get<OpportunityResponse>($"{Deals}/{deal.Id}")).AccountId;
        var customer = await sales.Customer((await sales.CustomerOf(account)).Id);
        var contract = Assert.Single(customer.Contracts);
        var path = $"{CustomerSteps.Path}/{customer.Id}/contracts";
        var entry = new { name = "Again", monthly = 75, currency = "EUR", startsOn = contract.StartsOn, opportunityId = (Guid?)deal.Id };
        foreach (var again in new[] { entry, entry with { monthly = 80 }, entry with { opportunityId = null } })
        {
            var (code, detail) = await sales.Post(path, again).Refused(409);
            Assert.Equal("contract-signed-by-sale", code);
            Assert.Contains($"{contract.Id}", detail);
        }

        Assert.Single((await sales.Customer(customer.Id)).Contracts);
        await sales.Post<ContractResponse>(path, entry with { monthly = 80, opportunityId = null });
        Assert.Equal([new RecurringRevenue(155, "EUR")], (await sales.Customer(customer.Id)).Revenue);
    }

    [Fact]
    public async Task History_and_deals_without_recurring_lines_sign_no_contract()
    {
        var (deal, once) = (await sales.Open(), await sales.Sell("Setup"));
        await sales.Replace<OpportunityLinesResponse>($"{Deals}/{deal.Id}/lines",
            new { lines = new[] { new { productId = once.Id, quantity = 1, unitPrice = 100 } } });
        await sales.Post<OpportunityState>($"{Deals}/{deal.Id}/win", new { reason = "price" });
        Assert.Equal(0, await sales.Count($"contracts where opportunity_id = '{deal.Id}'"));
        var customer = await sales.Win();
        Assert.Empty((await sales.Customer(customer.Id)).Contracts);
    }
}
