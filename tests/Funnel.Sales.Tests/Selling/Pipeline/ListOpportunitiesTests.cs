using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class ListOpportunitiesTests(SalesFixture fixture)
{
    private const string Path = "/api/sales/v1/opportunities";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Theory]
    [InlineData("amount")]
    [InlineData("-amount")]
    [InlineData("expectedCloseDate")]
    [InlineData("-expectedCloseDate")]
    [InlineData("stageEnteredAt")]
    [InlineData("-stageEnteredAt")]
    [InlineData("currency")]
    [InlineData("-currency")]
    [InlineData("created")]
    [InlineData("-created")]
    public async Task Pages_follow_each_other_in_every_order_despite_concurrent_writes(string sort)
    {
        var account = await Account();
        List<OpportunityState> deals = [];
        for (var count = 0; count < 9; count++)
        {
            deals.Add(await Open(account, 100 + count / 3, new DateOnly(2027, 1, 1).AddDays(count % 4),
                currency: count % 2 == 0 ? "EUR" : "USD"));
        }

        List<OpportunitySummary> seen = [];
        for (string? next = null; ;)
        {
            var page =
                await sales.Get<OpportunityPage>($"{Path}?accountId={account}&sort={sort}&limit=2{(next is null ? "" : $"&after={next}")}");
            seen.AddRange(page.Items);
            if ((next = page.Next) is null)
            {
                break;
            }

            if (seen.Count == 4)
            {
                // A listed opportunity is lost, and two opportunities are added: one at each end of the list.
                await sales.Post<OpportunityState>($"{Path}/{seen[0].Id}/lose", new { reason = "price" });
                await Open(account, 1, new DateOnly(2026, 12, 1));
                await Open(account, 1000, new DateOnly(2028, 1, 1));
            }
        }

        Assert.Equal(deals.Select(deal => deal.Id).Order(), seen.Select(item => item.Id).Intersect(deals.Select(deal => deal.Id)).Order());
        // Only the lost opportunity may be listed twice: its stage changed, so it moves to the end of the order by `stageEnteredAt`.
        Assert.Equal(seen.Count - (sort == "stageEnteredAt" ? 1 : 0), seen.DistinctBy(item => item.Id).Count());
        var keys = seen.Select(item => sort.TrimStart('-') switch
        {
            "amount" => item.Amount,
            "expectedCloseDate" => item.ExpectedCloseDate.DayNumber,
            "stageEnteredAt" => item.StageEnteredAt.UtcTicks,
            "currency" => item.Currency[0],
            _ => item.CreatedAt.UtcTicks,
        }).ToList();
        Assert.Equal(sort[0] == '-' ? keys.OrderDescending() : keys.Order(), keys);
    }

    [Fact]
    public async Task The_list_is_filtered_by_date_forecast_and_a_part_of_the_name()
    {
        var account = await Account();
        var early = await Open(account, 1, new DateOnly(2027, 1, 1), "Boiler for the north plant");
        var late = await Open(account, 1, new DateOnly(2027, 6, 1), "100% of_the south plant");
        await sales.Patch<OpportunityState>($"{Path}/{late.Id}", new { forecastCategory = "bestCase" });
        Assert.Equal([early.Id], await Found("closingUntil=2027-01-31"));
        Assert.Equal([late.Id], await Found("closingFrom=2027-02-01"));
        Assert.Equal([late.Id], await Found("forecastCategory=bestCase"));
        Assert.Equal([early.Id], await Found("search=NORTH"));
        Assert.Equal([late.Id], await Found("search=100%25"));
        Assert.Empty(await Found("search=n_rth"));

        async Task<IEnumerable<Guid>> Found(string query) =>
            (await sales.Get<OpportunityPage>($"{Path}?accountId={account}&{query}")).Items.Select(item => item.Id);
    }

    [Fact]
    public async Task The_deals_behind_a_figure_are_listed_by_closing_day_with_their_totals()
    {
        var account = await Account();
        var won = await sales.Post<OpportunityState>(Path, new { account = new { id = account }, name = "Won", amount = 100.50m,
            currency = "EUR",
            expectedCloseDate = "2026-03-31", createdAt = "2026-03-01T00:00:00Z", closedAt = "2026-03-31T23:30:00Z", outcome = "won",
            reason = "price", unassigned = true });
        var (lost, open) = (await Open(account, 20, new DateOnly(2027, 1, 1)),
            await Open(account, 7, new DateOnly(2027, 1, 1), currency: "USD"));
        await sales.Post<OpportunityState>($"{Path}/{lost.Id}/lose", new { reason = "price" });

        Assert.Equal([won.Id], await Found("closedFrom=2026-03-01&closedUntil=2026-03-31"));
        Assert.Empty(await Found("closedFrom=2026-04-01&closedUntil=today-1d"));
        Assert.Equal([lost.Id], await Found("closedFrom=today-1d"));
        Assert.Equal([won.Id, lost.Id], await Found("sort=closed"));
        Assert.Equal([open.Id, lost.Id], await Found("createdFrom=today-1d"));
        Assert.Equal([won.Id], await Found("createdUntil=2026-03-01"));

        var page = await sales.Get<OpportunityPage>($"{Path}?accountId={account}&totals=true&limit=1");
        Assert.Single(page.Items);
        Assert.Equal([new OpportunityTotal("EUR", 2, 120.50m, 0, 0, 0, 120.50m), new("USD", 1, 7, 0, 0, 0, 7)], page.Totals);
        Assert.Null((await sales.Get<OpportunityPage>($"{Path}?accountId={account}")).Totals);

        async Task<IEnumerable<Guid>> Found(string query) =>
            (await sales.Get<OpportunityPage>($"{Path}?accountId={account}&{query}")).Items.Select(item => item.Id);
    }

    [Fact]
    public async Task An_opportunity_is_found_by_the_id_of_the_other_system()
    {
        var key = Steps.New("crm");
        var deal = await sales.Post<OpportunityState>(Path, Steps.Opportunity(externalId: key));
        Assert.Equal(deal.Id, Assert.Single((await sales.Get<OpportunityPage>($"{Path}?externalId={key}")).Items).Id);
        Assert.Empty((await sales.Get<OpportunityPage>($"{Path}?externalId={key}-2")).Items);
    }

    [Theory]
    [InlineData("sort=name", "validation-failed")]
    [InlineData("sort=amount;drop table opportunities", "validation-failed")]
    [InlineData("after=here", "cursor-malformed")]
    [InlineData("sort=amount&after=00000000-0000-0000-0000-000000000001", "cursor-malformed")]
    [InlineData("sort=amount&after=1e9_00000000-0000-0000-0000-000000000001", "cursor-malformed")]
    [InlineData("sort=amount&after=99999999999999999999_00000000-0000-0000-0000-000000000001", "cursor-malformed")]
    [InlineData("sort=expectedCloseDate&after=1.5_00000000-0000-0000-0000-000000000001", "cursor-malformed")]
    [InlineData("sort=stageEnteredAt&after=yesterday_00000000-0000-0000-0000-000000000001", "cursor-malformed")]
    [InlineData("after=1_00000000-0000-0000-0000-000000000001", "cursor-malformed")]
    [InlineData("search=x", "validation-failed")]
    [InlineData("stage=", "validation-failed")]
    [InlineData("forecastCategory=surely", "validation-failed")]
    [InlineData("pipeline=%00", "malformed-request")]
    [InlineData("amountFrom=-1", "validation-failed")]
    [InlineData("amountUntil=10000000000000", "validation-failed")]
    [InlineData("amountUntil=much", "malformed-request")]
    [InlineData("currency=euro", "validation-failed")]
    [InlineData("colour=red", "parameter-unknown")]
    [InlineData("closingFrom=soon", "validation-failed")]
    [InlineData("closedFrom=monthStart-1x", "validation-failed")]
    [InlineData("owner=them", "validation-failed")]
    [InlineData("sort=closed&after=2027-01-01_00000000-0000-0000-0000-000000000001", "cursor-malformed")]
    [InlineData("updatedSince=yesterday", "malformed-request")]
    public async Task A_hostile_query_is_a_bad_request(string query, string code) =>
        Assert.Equal(code, (await sales.Http.GetAsync($"{Path}?{query}").Refused(400)).Code);

    [Fact]
    public async Task The_board_shows_each_open_stage_with_count_sums_and_the_first_cards()
    {
        var code = Steps.New("board");
        await sales.Put<PipelineResponse>($"/api/sales/v1/pipelines/{code}", new
        {
            name = "Board",
            stages = new object[]
            {
                new { code = "first", name = "First", probability = 0.1, forecastCategory = "pipeline" },
                new { code = "second", name = "Second", probability = 0.5, forecastCategory = "commit" },
                new { code = "won", name = "Won", probability = 1, forecastCategory = "closed", kind = "won" },
                new { code = "lost", name = "Lost", probability = 0, forecastCategory = "omitted", kind = "lost" },
            },
        });
        var account = await Account();
        var deals = new List<OpportunityState>();
        for (var count = 0; count < 4; count++)
        {
            deals.Add(await Open(account, 100.10m, new DateOnly(2027, 1, 4).AddDays(-count), pipeline: code));
        }

        await Open(account, 5, new DateOnly(2028, 1, 1), pipeline: code, currency: "XAF");
        await sales.Post<OpportunityState>($"{Path}/{deals[0].Id}/win", new { reason = "price" });

        var board = await sales.Get<BoardResponse>($"/api/sales/v1/pipelines/{code}/board?limit=2");
        Assert.Equal(["first", "second"], board.Columns.Select(column => column.Stage));
        var first = board.Columns[0];
        Assert.Equal((4L, 0L), (first.Count, board.Columns[1].Count));
        Assert.Equal([new BoardSum("EUR", 3, 300.30m), new BoardSum("XAF", 1, 5)], first.Sums);
        Assert.Null(first.SumInBase);
        Assert.Equal(0, board.Columns[1].SumInBase);
        Assert.Equal([deals[3].Id, deals[2].Id], first.Items.Select(item => item.Id));
        var rest =
            await sales.Get<OpportunityPage>($"{Path}?pipeline={code}&stage=first&status=open&sort=expectedCloseDate&after={first.Next}");
        Assert.Equal(2, rest.Items.Count);
        Assert.Equal(deals[1].Id, rest.Items[0].Id);
        Assert.Equal("pipeline-not-found", (await sales.Http.GetAsync("/api/sales/v1/pipelines/nowhere/board").Refused(404)).Code);
    }

    private async Task<Guid> Account() =>
        (await sales.Post<AccountResponse>("/api/sales/v1/accounts", new { name = Steps.New("Listed"), unassigned = true })).Id;

    private Task<OpportunityState> Open(Guid account, decimal amount, DateOnly expectedCloseDate, string name = "Deal",
        string? pipeline = null, string currency = "EUR") =>
        sales.Post<OpportunityState>(Path, new { account = new { id = account }, name, amount, currency, expectedCloseDate, pipeline,
            unassigned = true });
}
