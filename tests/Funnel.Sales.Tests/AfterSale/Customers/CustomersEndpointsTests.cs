using Funnel.Contracts.Sales;
using Funnel.ServiceDefaults;
using Funnel.Testing;

namespace Funnel.Sales.Tests.Customers;

public sealed class CustomersEndpointsTests(SalesFixture fixture)
{
    private const string Path = CustomerSteps.Path;
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task Winning_an_accounts_first_opportunity_makes_it_a_customer_of_its_owner()
    {
        var lead = await sales.HandOver();
        await sales.Accept(lead.Id);
        var made =
            await sales.Post<ConvertHandoffResponse>($"/api/sales/v1/handoffs/{lead.Id}/convert", Steps.Conversion(Steps.New("converted")));
        Assert.Empty((await sales.Get<Page<CustomerSummary>>($"{Path}?accountId={made.AccountId}")).Items);

        var won = await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{made.OpportunityId}/win", new { reason = "price" });

        var customer = await sales.Customer((await sales.CustomerOf(made.AccountId)).Id);
        Assert.Equal((won.ClosedAt, made.OpportunityId, (Guid?)lead.LeadId, lead.RepresentativeId, CustomerStatus.Active),
            (customer.Since, customer.FirstOpportunityId, customer.LeadId, customer.OwnerId, customer.Status));
        Assert.Empty(customer.Revenue);
    }

    [Fact]
    public async Task An_account_that_buys_again_stays_one_customer_since_its_first_purchase()
    {
        var first = await sales.Win(Day(2024, 3));
        Assert.Equal(first.Id, (await sales.Win(Day(2025, 3), first.AccountId)).Id);
        Assert.Equal(Day(2024, 3), (await sales.CustomerOf(first.AccountId)).Since);
    }

    [Fact]
    public async Task The_id_of_an_account_that_was_merged_away_finds_the_customer_that_it_became()
    {
        var customer = await sales.Win();
        var (winner, between) = (await sales.OpenAccount(), await sales.OpenAccount());
        await sales.Post<MergeResponse>($"/api/sales/v1/accounts/{between.Id}/merge", new { loserId = customer.AccountId });
        await sales.Post<MergeResponse>($"/api/sales/v1/accounts/{winner.Id}/merge", new { loserId = between.Id });
        foreach (var account in new[] { customer.AccountId, between.Id, winner.Id })
        {
            Assert.Equal((customer.Id, winner.Id), await sales.CustomerOf(account) is var found ? (found.Id, found.AccountId) : default);
        }
    }

    [Fact]
    public async Task An_earlier_win_that_is_recorded_later_becomes_the_first_purchase()
    {
        var customer = await sales.Win(Day(2025, 3));
        var earlier = await sales.Win(Day(2022, 7), customer.AccountId);
        Assert.Equal((customer.Id, Day(2022, 7)), (earlier.Id, earlier.Since));
    }

    [Fact]
    public async Task A_batch_of_past_wins_creates_one_customer_for_each_account()
    {
        var accounts = new[] { Steps.New("bulk"), Steps.New("bulk") };
        var answer = await sales.Post<BulkResponse>("/api/sales/v1/opportunities/batch", new
        {
            items = accounts.SelectMany(name => new[] { Day(2024, 5), Day(2023, 2), Day(2025, 1) }.Select(at => new
            {
                account = new { name }, name = "Order", amount = 10, currency = "EUR", expectedCloseDate = "2026-12-31", outcome = "won",
                reason = "price", closedAt = at,
                unassigned = true,
            })),
        });
        Assert.Equal(6, answer.Done);
        foreach (var name in accounts)
        {
            var account = await sales.Post<AccountResponse>("/api/sales/v1/accounts", new { name, unassigned = true });
            Assert.Equal(Day(2023, 2), (await sales.CustomerOf(account.Id)).Since);
        }
    }

    [Fact]
    public async Task Twenty_simultaneous_first_wins_create_one_customer()
    {
        var account = await sales.Post<AccountResponse>("/api/sales/v1/accounts", new { name = Steps.New("rush"), unassigned = true });
        var answers = await Task.WhenAll(Enumerable.Range(1, 20).Select(day =>
            sales.Post("/api/sales/v1/opportunities",
                CustomerSteps.Won(account.Id, new DateTimeOffset(2025, 1, day, 0, 0, 0, TimeSpan.Zero)))));
        Assert.Equal(answers.Count(answer => answer.IsSuccessStatusCode),
            await sales.Count($"opportunities where account_id = '{account.Id}' and status = 'Won'"));
        Assert.Equal(1, await sales.Count($"customers where account_id = '{account.Id}'"));
        Assert.Equal(0, await sales.Count(
            $"customers c where account_id = '{account.Id}' and since <> (select min(closed_at) from opportunities o "
                + "where o.account_id = c.account_id)"));
    }

    [Fact]
    public async Task A_lost_opportunity_creates_no_customer()
    {
        var account = await sales.Post<AccountResponse>("/api/sales/v1/accounts", new { name = Steps.New("loser"), unassigned = true });
        var deal = await sales.Post<OpportunityState>("/api/sales/v1/opportunities", Steps.Opportunity(account: new { id = account.Id }));
        await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{deal.Id}/lose", new { reason = "price" });
        Assert.Empty((await sales.Get<Page<CustomerSummary>>($"{Path}?accountId={account.Id}")).Items);
    }

    [Fact]
    public async Task Changes_of_a_contracts_amount_are_kept_as_entries()
    {
        var customer = await sales.Win(Day(2024, 1));
        var contract = await sales.Sign(customer.Id, 100, "2024-02-01", "2030-01-31");
        await sales.Change(contract, 150.50m, "2024-06-01");
        // An entry for an earlier day that is recorded later does not change the amount from June on.
        await sales.Change(contract, 80, "2024-04-01");
        var changed = await sales.Change(contract, 150.50m, "2024-06-01");
        Assert.Equal([("2024-02-01", 100m, 100m), ("2024-04-01", 80m, -20m), ("2024-06-01", 150.50m, 70.50m)],
            changed.Amounts.Select(entry => ($"{entry.On:yyyy-MM-dd}", entry.Monthly, entry.Change)));
        Assert.Equal(3, await sales.Count($"contract_amounts where contract_id = '{contract.Id}'"));
        Assert.Equal([new RecurringRevenue(150.50m, "EUR")], (await sales.Customer(customer.Id)).Revenue);
        Assert.Equal([new RecurringRevenue(150.50m, "EUR")], (await sales.CustomerOf(customer.AccountId)).Revenue);

        await using var command = sales.Database
            .CreateCommand($"update contract_amounts set amount = 1 where contract_id = '{contract.Id}'");
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => command.ExecuteNonQueryAsync());
    }

    [Fact]
    public async Task The_end_of_the_last_contract_is_the_churn_of_the_customer_and_the_end_of_another_one_is_not()
    {
        var customer = await sales.Win(Day(2024, 1));
        var one = await sales.Sign(customer.Id, 100, "2024-02-01");
        var other = await sales.Sign(customer.Id, 40, "2024-02-01", currency: "USD");
        var ended = await sales.Churn(one, "2025-01-01", "competitor");
        Assert.Equal((new DateOnly(2025, 1, 1), ContractStop.Churned, "competitor", 0m),
            (ended.StoppedOn, ended.StoppedBy, ended.ChurnReason, ended.Monthly));
        Assert.Empty(await sales.Published(customer.Id));
        Assert.Equal(CustomerStatus.Active, (await sales.Customer(customer.Id)).Status);

        await sales.Churn(other, "2025-03-01", "service");
        await sales.Churn(other, "2025-03-01", "service");

        var told = Assert.Single(await sales.Published(customer.Id));
        Assert.Equal(new DateTimeOffset(2025, 3, 1, 0, 0, 0, TimeSpan.Zero), told.Time);
        var fact = Assert.IsType<CustomerChurned>(told.Data);
        Assert.Equal((customer.Id, customer.AccountId, "service", new DateOnly(2025, 3, 1), Day(2024, 1)),
            (fact.CustomerId, fact.AccountId, fact.Reason, fact.EffectiveOn, fact.CustomerSince));
        Assert.Equal([new LostRevenue(40, "USD")], fact.Lost);
        var gone = await sales.Customer(customer.Id);
        Assert.Equal((CustomerStatus.Churned, "service", new DateOnly(2025, 3, 1)), (gone.Status, gone.ChurnReason, gone.ChurnedOn));
        Assert.Contains((await sales.Get<Page<CustomerSummary>>($"{Path}?status=churned&accountId={customer.AccountId}")).Items,
            item => item.Id == customer.Id);
        Assert.Empty((await sales.Get<Page<CustomerSummary>>($"{Path}?status=active&accountId={customer.AccountId}")).Items);
    }

    [Fact]
    public async Task A_customer_churns_with_all_running_contracts_and_can_come_back()
    {
        var customer = await sales.Win(Day(2024, 1));
        await sales.Sign(customer.Id, 100, "2024-02-01");
        await sales.Sign(customer.Id, 50, "2024-02-01");
        var gone = await sales.Post<CustomerState>($"{Path}/{customer.Id}/churn", new { reason = "no-need", on = "2025-02-01" });
        Assert.Equal((CustomerStatus.Churned, "no-need"), (gone.Status, gone.ChurnReason));
        Assert.Equal([new LostRevenue(150, "EUR")], ((CustomerChurned)Assert.Single(await sales.Published(customer.Id)).Data!).Lost);
        Assert.Equal(gone, await sales.Post<CustomerState>($"{Path}/{customer.Id}/churn", new { reason = "no-need", on = "2025-02-01" }));
        Assert.Equal("customer-already-churned",
            (await sales.Post($"{Path}/{customer.Id}/churn", new { reason = "price", on = "2025-02-01" }).Refused(409)).Code);

        var back = await sales.Sign(customer.Id, 70, "2025-06-01");
        Assert.Equal(CustomerStatus.Active, (await sales.Customer(customer.Id)).Status);
        await sales.Churn(back, "2025-09-01");
        Assert.Equal(2, (await sales.Published(customer.Id)).Count);
    }

    [Fact]
    public async Task If_the_last_two_contracts_end_at_the_same_time_the_churn_is_published_once()
    {
        for (var round = 0; round < 5; round++)
        {
            var customer = await sales.Win(Day(2024, 1));
            var contracts = new[] { await sales.Sign(customer.Id, 1, "2024-02-01"), await sales.Sign(customer.Id, 2, "2024-02-01") };
            await Task.WhenAll(contracts.Select(contract => sales.Churn(contract, "2025-01-01")));
            Assert.Single(await sales.Published(customer.Id));
        }
    }

    [Fact]
    public async Task A_known_external_id_is_not_signed_twice_and_a_stale_version_is_refused()
    {
        var customer = await sales.Win();
        var key = Steps.New("contract");
        var contract = await sales.Sign(customer.Id, 10, "2024-02-01", externalId: key);
        Assert.Equal(contract.Id, (await sales.Sign(customer.Id, 99, "2024-02-01", externalId: key)).Id);

        using var seen = await sales.Http.GetAsync($"{Path}/{customer.Id}");
        var version = seen.Headers.ETag!.ToString();
        await sales.Change(contract, 11, "2024-03-01");
        using var request =
            new HttpRequestMessage(HttpMethod.Post,
                $"{Path}/{customer.Id}/contracts/{contract.Id}/end") { Content = System.Net.Http.Json.JsonContent
                    .Create(new { endsOn = "2027-01-01" }) };
        request.Headers.TryAddWithoutValidation("If-Match", version);
        Assert.Equal("precondition-failed", (await sales.Http.SendAsync(request).Refused(412)).Code);
    }

    [Fact]
    public async Task A_customer_is_assigned_to_another_representative()
    {
        var customer = await sales.Win();
        var ben = fixture.Team[1];
        Assert.Equal(ben.Id, (await sales.Post<CustomerState>($"{Path}/{customer.Id}/owner", new { ownerId = ben.Id })).OwnerId);
        Assert.Contains((await sales.Get<Page<CustomerSummary>>($"{Path}?ownerId={ben.Id}")).Items, item => item.Id == customer.Id);
        Assert.Equal("owner-not-found",
            (await sales.Post($"{Path}/{customer.Id}/owner", new { ownerId = Guid.CreateVersion7() }).Refused(422)).Code);
    }

    [Theory]
    [InlineData("contracts", """{"name":"","monthly":1,"currency":"EUR","startsOn":"2026-01-01"}""", 400, "validation-failed")]
    [InlineData("contracts", """{"name":"a","monthly":0,"currency":"EUR","startsOn":"2026-01-01"}""", 422, "monthly-amount-zero")]
    [InlineData("contracts", """{"name":"a","monthly":-1,"currency":"EUR","startsOn":"2026-01-01"}""", 422, "amount-out-of-range")]
    [InlineData("contracts", """{"name":"a","monthly":1.001,"currency":"EUR","startsOn":"2026-01-01"}""", 422, "amount-too-precise")]
    [InlineData("contracts", """{"name":"a","monthly":1000.55,"currency":"JPY","startsOn":"2026-01-01"}""", 422, "amount-too-precise")]
    [InlineData("contracts", """{"name":"a","monthly":1,"currency":"XYZ","startsOn":"2026-01-01"}""", 422, "currency-unknown")]
    [InlineData("contracts", """{"name":"a","monthly":1,"currency":"EUR","startsOn":"0001-01-01"}""", 422, "contract-date-out-of-range")]
    [InlineData("contracts", """{"name":"a","monthly":1,"currency":"EUR","startsOn":"9999-12-31"}""", 422, "contract-date-out-of-range")]
    [InlineData("contracts", """{"name":"a","monthly":1,"currency":"EUR","startsOn":"2026-01-02","endsOn":"2026-01-01"}""", 422,
        "contract-ends-before-it-starts")]
    [InlineData("contracts", """{"name":"a","monthly":1,"currency":"EUR","startsOn":"2026-01-02","noticeDays":-1}""", 400,
        "validation-failed")]
    [InlineData("contracts", """{"name":"a","monthly":1,"currency":"EUR","startsOn":"2026-01-02","renewalLeadDays":3651}""", 400,
        "validation-failed")]
    [InlineData("contracts",
        """{"name":"a","monthly":1,"currency":"EUR","startsOn":"2026-01-02","opportunityId":"00000000-0000-0000-0000-000000000001"}""",
        422, "opportunity-not-won")]
    [InlineData("contracts", """{"name":"a","monthly":1,"currency":"EUR","startsOn":"2026-01-02","stoppedOn":"2026-01-02"}""", 400,
        "malformed-request")]
    [InlineData("contracts/00000000-0000-0000-0000-000000000001/amount", """{"monthly":1}""", 404, "contract-not-found")]
    [InlineData("contracts/00000000-0000-0000-0000-000000000001/churn", """{"reason":"price"}""", 404, "contract-not-found")]
    [InlineData("churn", """{"reason":"best-fit"}""", 422, "reason-not-on-list")]
    [InlineData("churn", "{}", 400, "malformed-request")]
    [InlineData("churn", """{"reason":"price","on":"1066-10-14"}""", 422, "contract-date-out-of-range")]
    public async Task A_wrong_change_is_refused_by_its_own_code_and_nothing_changes(string what, string json, int status, string code)
    {
        var customer = await sales.Win();
        Assert.Equal(code, (await sales.PostRaw($"{Path}/{customer.Id}/{what}", json).Refused(status)).Code);
        Assert.Equal(0, await sales.Count($"contracts where customer_id = '{customer.Id}'"));
        Assert.Equal((0, 0),
            ((await sales.Published(customer.Id)).Count, (int)await sales.Count($"customers where id = '{customer.Id}' and revision > 0")));
    }

    [Fact]
    public async Task A_contract_is_not_changed_before_its_start_or_after_its_end()
    {
        var customer = await sales.Win();
        var contract = await sales.Sign(customer.Id, 10, "2025-02-01");
        var contracts = $"{Path}/{customer.Id}/contracts/{contract.Id}";
        Assert.Equal("before-contract",
            (await sales.Post($"{contracts}/amount", new { monthly = 5, on = "2025-01-31" }).Refused(422)).Code);
        Assert.Equal("before-contract",
            (await sales.Post($"{contracts}/churn", new { reason = "price", on = "2025-01-31" }).Refused(422)).Code);
        Assert.Equal("before-contract",
            (await sales.Post($"{Path}/{customer.Id}/churn", new { reason = "price", on = "2025-01-31" }).Refused(422)).Code);
        await sales.Churn(contract, "2025-06-01");
        Assert.Equal("contract-ended", (await sales.Post($"{contracts}/amount", new { monthly = 5, on = "2025-06-01" }).Refused(409)).Code);
        Assert.Equal("contract-ended",
            (await sales.Post($"{contracts}/churn", new { reason = "price", on = "2025-07-01" }).Refused(409)).Code);
        Assert.Equal("contract-ended", (await sales.Post($"{contracts}/end", new { endsOn = "2027-01-01" }).Refused(409)).Code);
        // An amount can be recorded late for a day on which the contract still ran.
        Assert.Equal(0m, (await sales.Change(contract, 12, "2025-03-01")).Monthly);
        Assert.Equal("customer-not-found",
            (await sales.Post($"{Path}/{Guid.CreateVersion7()}/churn", new { reason = "price" }).Refused(404)).Code);
    }

    private static DateTimeOffset Day(int year, int month) => new(year, month, 1, 9, 0, 0, TimeSpan.Zero);
}
