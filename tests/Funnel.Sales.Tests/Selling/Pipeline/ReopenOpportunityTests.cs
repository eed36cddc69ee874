using System.Net.Http.Json;
using Funnel.Contracts.Sales;
using Funnel.Sales.Tests.Customers;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class ReopenOpportunityTests(SalesFixture fixture)
{
    private const string Path = "/api/sales/v1/opportunities";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task A_lost_opportunity_is_open_again_in_the_stage_before_the_loss_and_its_history_stays()
    {
        var deal = await sales.Open();
        await sales.Post<OpportunityState>($"{Path}/{deal.Id}/stage", new { stage = "proposal" });
        var lost = await sales.Post<OpportunityState>($"{Path}/{deal.Id}/lose", new { reason = "price" });

        var reopened = await Reopen(deal.Id);

        Assert.Equal((OpportunityStatus.Open, "proposal", (DateTimeOffset?)null, (string?)null),
            (reopened.Status, reopened.Stage, reopened.ClosedAt, reopened.Reason));
        var shown = await sales.Get<OpportunityResponse>($"{Path}/{deal.Id}");
        Assert.Equal([deal.Stage, "proposal", "lost", "proposal"], shown.StageHistory.Select(entry => entry.ToStage));
        var facts = await sales.Published(deal.Id);
        facts.WithoutGaps();
        var fact = Assert.IsType<OpportunityReopened>(facts[^1].Data);
        Assert.Equal(("lost", "closed-by-mistake", "proposal", lost.ClosedAt!.Value, 1000m),
            (fact.Outcome, fact.Reason, fact.Stage, fact.ClosedAt, fact.Amount));

        // It can be closed again, otherwise than before.
        Assert.Equal(OpportunityStatus.Won,
            (await sales.Post<OpportunityState>($"{Path}/{deal.Id}/win", new { reason = "price" })).Status);
        (await sales.Published(deal.Id)).WithoutGaps();
    }

    [Fact]
    public async Task Opening_the_only_won_deal_again_takes_the_customer_back_and_its_contract_counts_no_revenue()
    {
        var customer = await sales.Win();
        var contract = await sales.Sign(customer.Id, 100, "2026-01-01");
        var deal = (await sales.Customer(customer.Id)).FirstOpportunityId;

        await Reopen(deal, "order-cancelled");

        var revoked = await sales.Customer(customer.Id);
        Assert.Equal(CustomerStatus.Revoked, revoked.Status);
        Assert.Empty(revoked.Revenue);
        var ended = Assert.Single(revoked.Contracts);
        Assert.Equal((contract.Id, ContractStop.Withdrawn, (DateOnly?)contract.StartsOn), (ended.Id, ended.StoppedBy, ended.StoppedOn));
        var list = $"{CustomerSteps.Path}?accountId={customer.AccountId}";
        Assert.Empty((await sales.Get<Page<CustomerSummary>>(list)).Items);
        Assert.Single((await sales.Get<Page<CustomerSummary>>($"{list}&status=revoked")).Items);
        Assert.Equal("customer-revoked", (await sales.Http.PostAsJsonAsync($"{CustomerSteps.Path}/{customer.Id}/contracts",
            new { name = "Support", monthly = 1, currency = "EUR", startsOn = "2026-01-01" }).Refused(409)).Code);

        await sales.Post<OpportunityState>($"{Path}/{deal}/win", new { reason = "price" });
        Assert.Equal((customer.Id, CustomerStatus.Active), await StatusOf(customer.AccountId));
    }

    [Fact]
    public async Task Opening_the_first_of_two_won_deals_again_moves_the_start_of_the_customer()
    {
        var now = sales.Clock.GetUtcNow();
        var customer = await sales.Win(now.AddDays(-20));
        var first = (await sales.Customer(customer.Id)).FirstOpportunityId;
        var second = await sales.Post<OpportunityState>(Path, CustomerSteps.Won(customer.AccountId, now.AddDays(-10)));

        await Reopen(first);

        var shown = await sales.Customer(customer.Id);
        Assert.Equal((CustomerStatus.Active, second.Id, second.ClosedAt), (shown.Status, shown.FirstOpportunityId, shown.Since));
    }

    [Fact]
    public async Task An_open_opportunity_an_unknown_reason_and_a_closed_stage_are_refused()
    {
        var deal = await sales.Open();
        Assert.Equal("opportunity-not-closed", (await Send(deal.Id, new { reason = "closed-by-mistake" }).Refused(409)).Code);
        await sales.Post<OpportunityState>($"{Path}/{deal.Id}/lose", new { reason = "price" });
        var (code, detail) = await Send(deal.Id, new { reason = "whim" }).Refused(422);
        Assert.Equal("reason-not-on-list", code);
        Assert.Contains("closed-by-mistake", detail, StringComparison.Ordinal);
        Assert.Equal("stage-needs-outcome",
            (await Send(deal.Id, new { reason = "closed-by-mistake", stage = "won" }).Refused(422)).Code);
    }

    [Fact]
    public async Task A_seller_without_the_permission_is_refused_and_a_manager_is_not()
    {
        var deal = await sales.Open();
        await sales.Post<OpportunityState>($"{Path}/{deal.Id}/lose", new { reason = "price" });
        using var seller = sales.As(sales.Issuer.TokenFor("sales.write"));
        using var refused = await seller.PostAsJsonAsync($"{Path}/{deal.Id}/reopen", new { reason = "closed-by-mistake" });
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, refused.StatusCode);
        var (code, detail) = await sales.Http.PostAsJsonAsync($"{Path}/{deal.Id}/amount", new { amount = 5 }).Refused(409);
        Assert.Equal("opportunity-already-closed", code);
        Assert.Contains("sales.correct", detail, StringComparison.Ordinal);
    }

    private Task<OpportunityState> Reopen(Guid deal, string reason = "closed-by-mistake") =>
        sales.Post<OpportunityState>($"{Path}/{deal}/reopen", new { reason });

    private Task<HttpResponseMessage> Send(Guid deal, object body) => sales.Http.PostAsJsonAsync($"{Path}/{deal}/reopen", body);

    private async Task<(Guid, CustomerStatus)> StatusOf(Guid account) =>
        await sales.CustomerOf(account) is var customer ? (customer.Id, customer.Status) : default;
}
