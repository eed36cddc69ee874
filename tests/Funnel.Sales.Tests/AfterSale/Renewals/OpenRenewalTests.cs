using Funnel.Contracts.Sales;
using Funnel.Sales.Tests.Customers;
using Funnel.Testing;

namespace Funnel.Sales.Tests.Renewals;

/// <summary>These tests have a service of their own, because they move its clock and run its timers.</summary>
public sealed class OpenRenewalTests : IAsyncLifetime
{
    private const string Deals = "/api/sales/v1/opportunities";
    private ServiceUnderTest<Program, SalesDb> sales = null!;

    public async ValueTask InitializeAsync() => sales = await SalesFixture.Start();

    public ValueTask DisposeAsync() => sales.DisposeAsync();

    private DateOnly Today => DateOnly.FromDateTime(sales.Clock.GetUtcNow().UtcDateTime);

    [Fact]
    public async Task The_renewal_opens_once_the_lead_time_before_the_end()
    {
        var owner = await sales.Hire("Owner", active: false);
        var customer = await sales.Win(ownerId: owner.Id);
        var contract = await Sign(customer, 100, endsInDays: 200, leadDays: 60);
        Assert.Equal(contract.EndsOn!.Value.AddDays(-60), contract.RenewalOpensOn);
        sales.Clock.Advance(TimeSpan.FromDays(138));
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        Assert.Null((await Contract(contract)).RenewalOpportunityId);

        sales.Clock.Advance(TimeSpan.FromDays(3));
        var opened = await Opened(contract);

        var deal = await sales.Get<OpportunityResponse>($"{Deals}/{opened.RenewalOpportunityId}");
        Assert.Equal((OpportunityStatus.Open, contract.EndsOn.Value, 100m * Months(contract), customer.AccountId, (Guid?)owner.Id),
            (deal.Status, deal.ExpectedCloseDate, deal.Amount, deal.AccountId, deal.OwnerId));
        var due = Assert.Single(await sales.Published(customer.Id));
        Assert.Equal(
            new RenewalDue(customer.Id, contract.Id, customer.AccountId, null, deal.Id, "Support", contract.EndsOn.Value, 100, "EUR",
                owner.Id), due.Data);
        var created = Assert.Single(await sales.Published(deal.Id));
        Assert.Equal((due.Id, due.CorrelationId), (created.CausationId!.Value, created.CorrelationId));

        // A timer that runs again, as after a crash, opens no second renewal.
        await using (var command = sales.Database.CreateCommand(
            $"insert into messaging.timers (name, subject, due_at, next_attempt_at) values ('contract-renewal', '{contract.Id}', "
                + "now(), now())"))
        {
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await Eventually.Get(() => sales.Count($"messaging.timers where subject = '{contract.Id}'"), count => count == 0);
        Assert.Single((await sales.Get<Page<OpportunitySummary>>($"{Deals}?accountId={customer.AccountId}&status=open")).Items);
    }

    [Fact]
    public async Task A_renewal_opens_in_the_pipeline_of_the_deal_that_the_contract_came_from()
    {
        var pipeline = (await sales.Put<PipelineResponse>($"/api/sales/v1/pipelines/{Steps.New("own")}", new
        {
            name = "Own",
            stages = new object[]
            {
                new { code = "start", name = "Start", probability = 0.2, forecastCategory = "pipeline" },
                new { code = "won", name = "Won", probability = 1, forecastCategory = "closed", kind = "won" },
                new { code = "lost", name = "Lost", probability = 0, forecastCategory = "omitted", kind = "lost" },
            },
        })).Code;
        var account = await sales.OpenAccount();
        var deal = await sales.Post<OpportunityState>(Deals, new { account = new { id = account.Id }, name = "Deal", amount = 1,
            currency = "EUR", expectedCloseDate = "2030-12-31", pipeline, unassigned = true });
        await sales.Post<OpportunityState>($"{Deals}/{deal.Id}/win", new { reason = "price" });
        var customer = await sales.CustomerOf(account.Id);
        var signed = await sales.Post<ContractResponse>($"{CustomerSteps.Path}/{customer.Id}/contracts", new { name = "Support",
            monthly = 10, currency = "EUR", startsOn = Today, endsOn = Today.AddDays(30), opportunityId = deal.Id });
        var renewal = await sales.Get<OpportunityResponse>($"{Deals}/{(await Opened(signed)).RenewalOpportunityId}");
        Assert.Equal((pipeline, "start"), (renewal.Pipeline, renewal.Stage));
    }

    [Fact]
    public async Task A_won_renewal_replaces_the_contract_with_the_new_amount()
    {
        var customer = await sales.Win();
        var contract = await Opened(await Sign(customer, 100, endsInDays: 30, leadDays: 90));
        await sales.Post<OpportunityState>($"{Deals}/{contract.RenewalOpportunityId}/win",
            new { reason = "service", amount = 130.50m * Months(contract) });

        var shown = await sales.Customer(customer.Id);
        Assert.Equal(2, shown.Contracts.Count);
        var (old, next) = (shown.Contracts[0], shown.Contracts[1]);
        Assert.Equal((ContractStop.Renewed, contract.EndsOn!.Value.AddDays(1)), (old.StoppedBy!.Value, old.StoppedOn!.Value));
        Assert.Equal((old.StoppedOn, 130.50m, old.Id, contract.RenewalOpportunityId),
            (next.StartsOn, next.Amounts.Single().Monthly, next.PredecessorId!.Value, next.OpportunityId));
        Assert.Equal(CustomerStatus.Active, shown.Status);
        var month = $"{old.StoppedOn:yyyy-MM}";
        var moved =
            Assert.Single(
                (await sales.Get<MovementResponse>($"{CustomerSteps.Path}/movement?from={month}&to={month}&currency=EUR")).Months);
        Assert.Equal((30.50m, 0m, 0m), (moved.Expansion, moved.Churn, moved.Contraction));
    }

    [Fact]
    public async Task A_lost_renewal_churns_the_contract_at_its_end_with_the_reason_of_the_loss()
    {
        var customer = await sales.Win();
        var contract = await Opened(await Sign(customer, 100, endsInDays: 30, leadDays: 90));
        await sales.Post<OpportunityState>($"{Deals}/{contract.RenewalOpportunityId}/lose", new { reason = "competitor" });

        var shown = await sales.Customer(customer.Id);
        var end = contract.EndsOn!.Value.AddDays(1);
        Assert.Equal((end, ContractStop.Churned, "competitor"),
            (shown.Contracts[0].StoppedOn!.Value, shown.Contracts[0].StoppedBy!.Value, shown.Contracts[0].ChurnReason));
        Assert.Equal((CustomerStatus.Active, (DateOnly?)end), (shown.Status, shown.ChurnedOn));
        var facts = await sales.Published(customer.Id);
        Assert.Equal(("competitor", end),
            (Assert.IsType<CustomerChurned>(facts[^1].Data).Reason, ((CustomerChurned)facts[^1].Data!).EffectiveOn));
        sales.Clock.Advance(TimeSpan.FromDays(40));
        Assert.Equal(CustomerStatus.Churned, (await sales.Customer(customer.Id)).Status);
    }

    [Theory]
    [InlineData("win", "service")]
    [InlineData("lose", "competitor")]
    public async Task A_decided_renewal_that_is_opened_again_lets_its_contract_run_and_can_be_won_afterwards(string outcome, string reason)
    {
        var customer = await sales.Win();
        var contract = await Opened(await Sign(customer, 100, endsInDays: 30, leadDays: 90));
        var deal = $"{Deals}/{contract.RenewalOpportunityId}";
        await sales.Post<OpportunityState>($"{deal}/{outcome}", new { reason });

        await sales.Post<OpportunityState>($"{deal}/reopen", new { reason = "closed-by-mistake" });

        var shown = await sales.Customer(customer.Id);
        Assert.Equal((CustomerStatus.Active, (DateOnly?)null), (shown.Status, shown.ChurnedOn));
        var again = shown.Contracts.Single(one => one.Id == contract.Id);
        Assert.Equal((null, null, null), (again.StoppedOn, again.StoppedBy, again.ChurnReason));
        Assert.All(shown.Contracts.Where(one => one.Id != contract.Id), one => Assert.Equal(ContractStop.Withdrawn, one.StoppedBy));

        await sales.Post<OpportunityState>($"{deal}/win", new { reason = "service" });
        var renewed = await sales.Customer(customer.Id);
        Assert.Equal(ContractStop.Renewed, renewed.Contracts.Single(one => one.Id == contract.Id).StoppedBy);
        var next = Assert.Single(renewed.Contracts, one => one.PredecessorId == contract.Id);
        Assert.Equal((null, contract.RenewalOpportunityId), (next.StoppedOn, next.OpportunityId));
    }

    [Fact]
    public async Task Moving_the_end_moves_the_renewal_and_removing_the_end_or_churning_cancels_it()
    {
        var customer = await sales.Win();
        var contract = await Sign(customer, 100, endsInDays: 200, leadDays: 10);
        var path = $"{CustomerSteps.Path}/{customer.Id}/contracts/{contract.Id}";
        Assert.Equal(1, await Timers(contract));
        Assert.Null((await sales.Post<ContractResponse>($"{path}/end", new { })).RenewalOpensOn);
        Assert.Equal(0, await Timers(contract));
        await sales.Post<ContractResponse>($"{path}/end", new { endsOn = Today.AddDays(5) });
        Assert.NotNull((await Opened(contract)).RenewalOpportunityId);

        var other = await Sign(customer, 100, endsInDays: 200, leadDays: 10);
        await sales.Churn(other, $"{Today:yyyy-MM-dd}");
        Assert.Equal(0, await Timers(other));
    }

    [Fact]
    public async Task A_contract_that_had_ended_before_it_was_recorded_opens_no_renewal_and_can_be_renewed_directly()
    {
        var customer = await sales.Win();
        var old = await sales.Sign(customer.Id, 100, "2024-02-01", "2025-01-31");
        Assert.True(old.IsOverdue);
        Assert.Equal(0, await Timers(old));
        var path = $"{CustomerSteps.Path}/{customer.Id}/contracts";
        var next = await sales.Post<ContractResponse>($"{path}/{old.Id}/renew", new { monthly = 90 });
        Assert.Equal((new DateOnly(2025, 2, 1), (DateOnly?)new DateOnly(2026, 1, 31), old.Id),
            (next.StartsOn, next.EndsOn, next.PredecessorId!.Value));
        Assert.Equal("contract-ended", (await sales.Post($"{path}/{old.Id}/renew", new { }).Refused(409)).Code);
        Assert.Equal("contract-ends-before-it-starts",
            (await sales.Post($"{path}/{next.Id}/renew", new { endsOn = "2026-01-31" }).Refused(422)).Code);

        var open = await sales.Sign(customer.Id, 1, "2024-02-01");
        Assert.Equal("contract-open-ended", (await sales.Post($"{path}/{open.Id}/renew", new { }).Refused(422)).Code);
        var opened = await Opened(await Sign(customer, 100, endsInDays: 30, leadDays: 90));
        Assert.Equal("renewal-under-way", (await sales.Post($"{path}/{opened.Id}/renew", new { }).Refused(409)).Code);
    }

    [Fact]
    public async Task While_the_renewal_is_open_the_end_can_move_but_not_be_removed()
    {
        var customer = await sales.Win();
        var contract = await Opened(await Sign(customer, 100, endsInDays: 30, leadDays: 90));
        var path = $"{CustomerSteps.Path}/{customer.Id}/contracts/{contract.Id}/end";
        var (code, detail) = await sales.Post(path, new { }).Refused(409);
        Assert.Equal("renewal-under-way", code);
        Assert.StartsWith($"Opportunity '{contract.RenewalOpportunityId}' renews the contract.", detail, StringComparison.Ordinal);
        Assert.Equal(contract.EndsOn, (await Contract(contract)).EndsOn);
        var moved = await sales.Post<ContractResponse>(path, new { endsOn = contract.EndsOn!.Value.AddDays(3) });
        await sales.Post<OpportunityState>($"{Deals}/{contract.RenewalOpportunityId}/win", new { reason = "service" });
        var next = (await sales.Customer(customer.Id)).Contracts.Single(one => one.PredecessorId == contract.Id);
        Assert.Equal((moved.EndsOn!.Value.AddDays(1), 100m), (next.StartsOn, next.Amounts.Single().Monthly));
        Assert.Null((await sales.Post<ContractResponse>($"{CustomerSteps.Path}/{customer.Id}/contracts/{next.Id}/end", new { })).EndsOn);
    }

    [Fact]
    public async Task A_renewal_is_not_won_for_0_a_month_neither_directly_nor_by_a_quote()
    {
        var customer = await sales.Win();
        var contract = await Opened(await Sign(customer, 100, endsInDays: 30, leadDays: 90));
        var deal = contract.RenewalOpportunityId!.Value;
        foreach (var amount in new[] { 0, 0.05m })
        {
            Assert.Equal("monthly-amount-zero",
                (await sales.Post($"{Deals}/{deal}/win", new { reason = "service", amount }).Refused(422)).Code);
        }

        var draft = await sales.Quote(deal, new { lines = new[] { QuoteSteps.Words(unitPrice: 0) } });
        var sent = await sales.Post<QuoteVersionSummary>($"{QuoteSteps.Quotes}/{draft.Summary.QuoteId}/send", new { });
        Assert.Equal("monthly-amount-zero",
            (await sales.Answer(sent, "accept", new { by = "Vera", reason = "service" }).Refused(422)).Code);
        Assert.Equal(QuoteState.Sent,
            (await sales.Get<QuoteVersionResponse>($"{QuoteSteps.Quotes}/{sent.QuoteId}/versions/1")).Summary.State);
        Assert.Equal(OpportunityStatus.Open, (await sales.Get<OpportunityResponse>($"{Deals}/{deal}")).Status);
        Assert.Null((await Contract(contract)).StoppedOn);

        // Half a cent a month is rounded to one cent.
        await sales.Post<OpportunityState>($"{Deals}/{deal}/win", new { reason = "service", amount = 0.06m });
        Assert.Equal(0.01m, (await sales.Customer(customer.Id)).Contracts[1].Amounts.Single().Monthly);
    }

    [Fact]
    public async Task The_monthly_amount_of_a_renewal_in_yen_is_rounded_to_whole_yen()
    {
        var customer = await sales.Win();
        var contract =
            await Opened(
                await sales.Sign(customer.Id, 1000, $"{Today.AddDays(31).AddYears(-1):yyyy-MM-dd}", $"{Today.AddDays(30):yyyy-MM-dd}",
                    "JPY"));
        await sales.Post<OpportunityState>($"{Deals}/{contract.RenewalOpportunityId}/win", new { reason = "service", amount = 12_006 });
        Assert.Equal(1001m, (await sales.Customer(customer.Id)).Contracts[1].Amounts.Single().Monthly);
    }

    [Fact]
    public async Task The_renewal_of_a_churned_contract_can_be_lost_but_not_won()
    {
        var customer = await sales.Win();
        var contract = await Opened(await Sign(customer, 100, endsInDays: 30, leadDays: 90));
        await sales.Churn(contract, $"{Today:yyyy-MM-dd}");
        Assert.Equal("contract-ended",
            (await sales.Post($"{Deals}/{contract.RenewalOpportunityId}/win", new { reason = "service" }).Refused(409)).Code);
        await sales.Post<OpportunityState>($"{Deals}/{contract.RenewalOpportunityId}/lose", new { reason = "competitor" });
        Assert.Equal((CustomerStatus.Churned, "price"),
            await sales.Customer(customer.Id) is var shown ? (shown.Status, shown.ChurnReason) : default);
        Assert.Single(await sales.Published(customer.Id), fact => fact.Data is CustomerChurned);
    }

    private Task<ContractResponse> Sign(CustomerSummary customer, decimal monthly, int endsInDays, int leadDays) => sales.Sign(
        customer.Id, monthly, $"{Today.AddDays(endsInDays + 1).AddYears(-1):yyyy-MM-dd}", $"{Today.AddDays(endsInDays):yyyy-MM-dd}",
        renewalLeadDays: leadDays);

    private Task<ContractResponse> Opened(ContractResponse contract) =>
        Eventually.Get(() => Contract(contract), shown => shown.RenewalOpportunityId is not null);

    private async Task<ContractResponse> Contract(ContractResponse contract) =>
        (await sales.Customer(contract.CustomerId)).Contracts.Single(one => one.Id == contract.Id);

    private Task<long> Timers(ContractResponse contract) =>
        sales.Count($"messaging.timers where name = 'contract-renewal' and subject = '{contract.Id}'");

    private static int Months(ContractResponse contract) =>
        ((contract.EndsOn!.Value.AddDays(1).Year - contract.StartsOn.Year) * 12) + contract.EndsOn.Value.AddDays(1).Month
        - contract.StartsOn.Month;
}
