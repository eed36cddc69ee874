using System.Net.Http.Json;
using CsCheck;
using Funnel.Messaging;
using Funnel.Sales.Forecasts;
using Funnel.Sales.Quotas;
using Funnel.Sales.Tests.Visibility;
using Funnel.ServiceDefaults;
using Funnel.Testing;

namespace Funnel.Sales.Tests.Quotas;

public sealed class QuotasEndpointsTests(TwoTeams world)
{
    private const string Path = "/api/sales/v1/quotas";
    private const string Opportunities = "/api/sales/v1/opportunities";
    private readonly ServiceUnderTest<Program, SalesDb> sales = world.Service;

    [Fact]
    public async Task Attainment_and_coverage_follow_the_definition_for_representative_team_and_company()
    {
        await Deal(250, "won");
        await Deal(300, null);
        await Set(1000, representative: world["Sven"].Id);
        await Set(500, team: world.Teams["south"].Id);
        await Set(0, representative: world["Nils"].Id);
        await Set(250, team: null);
        var quotas = (await sales.Get<QuotasResponse>($"{Path}?period=2013-02")).Items;

        var person = quotas.Single(quota => quota.RepresentativeId == world["Sven"].Id);
        Assert.Equal((250m, 0.25m, 300m, 0.4m), (person.Won, person.Attainment, person.OpenPipeline, person.Coverage));
        var team = quotas.Single(quota => quota.TeamId == world.Teams["south"].Id);
        Assert.Equal((250m, 0.5m, 1.2m), (team.Won, team.Attainment, team.Coverage));
        var none = quotas.Single(quota => quota.RepresentativeId == world["Nils"].Id);
        Assert.Equal((0m, null, null), (none.Won, none.Attainment, none.Coverage));
        var company = quotas.Single(quota => quota.RepresentativeId is null && quota.TeamId is null);
        // The quota is reached, so there is no coverage.
        Assert.Equal((1m, null), (company.Attainment, company.Coverage));
    }

    [Fact]
    public async Task Quotas_and_forecasts_follow_a_won_deal_that_is_corrected_or_opened_again()
    {
        var deal = (await sales.Post<OpportunityState>(Opportunities, new
        {
            account = new { name = "Neutral & Sons" }, name = "Deal", amount = 100, currency = "EUR", expectedCloseDate = "2012-05-20",
            ownerId = world["Sven"].Id, createdAt = "2012-05-01T10:00:00Z", outcome = "won", closedAt = "2012-05-10T10:00:00Z",
            reason = "price",
        })).Id;
        foreach (var (period, name) in new[] { ("2012-05", "Sven"), ("2012-06", "Sven"), ("2012-06", "Nils") })
        {
            await sales.Post<QuotaResponse>(Path, new { period, amount = 200, representativeId = world[name].Id });
        }

        Assert.Equal((100, 0.5m, 0), await Figures("2012-05", "Sven"));
        await Correct(new { amount = 60, closedAt = "2012-06-02T10:00:00Z" });
        Assert.Equal((0, 0, 0), await Figures("2012-05", "Sven"));
        Assert.Equal((60, 0.3m, 0), await Figures("2012-06", "Sven"));
        await Correct(new { ownerId = world["Nils"].Id });
        Assert.Equal((0, 0, 0), await Figures("2012-06", "Sven"));
        Assert.Equal((60, 0.3m, 0), await Figures("2012-06", "Nils"));

        await sales.Post<OpportunityState>($"{Opportunities}/{deal}/reopen", new { reason = "closed-by-mistake" });

        Assert.Equal((0, 0, 0), await Figures("2012-06", "Nils"));
        var may = (await sales.Get<ForecastResponse>("/api/sales/v1/forecasts/2012-05")).Representatives;
        Assert.Equal((0m, 60m), may.Single(line => line.OwnerId == world["Nils"].Id).Figures is var open
            ? (open.Closed, open.OpenPipeline) : default);
        var shown = await sales.Get<OpportunityResponse>($"{Opportunities}/{deal}");
        Assert.Equal(60, shown.AmountHistory[^1].ToAmount);
        Assert.Contains(shown.StageHistory, entry => entry.ToStage == "won");

        Task<OpportunityState> Correct(object values) => sales.Post<OpportunityState>($"{Opportunities}/{deal}/correct", values);

        async Task<(decimal Won, decimal? Attainment, decimal Open)> Figures(string period, string name)
        {
            var quota = (await sales.Get<QuotasResponse>($"{Path}?period={period}")).Items
                .Single(quota => quota.RepresentativeId == world[name].Id);
            var line = (await sales.Get<ForecastResponse>($"/api/sales/v1/forecasts/{period}")).Representatives
                .Single(line => line.OwnerId == world[name].Id);
            Assert.Equal(quota.Won, line.Figures.Closed);
            return (quota.Won, quota.Attainment, quota.OpenPipeline);
        }
    }

    [Fact]
    public async Task The_quota_of_a_product_counts_only_the_lines_of_that_product()
    {
        var (sold, other) = (await sales.Sell(), await sales.Sell());
        var deal = await Deal(1, null, "2013-11-10");
        await sales.Replace<OpportunityLinesResponse>($"/api/sales/v1/opportunities/{deal.Id}/lines", new
        {
            lines = new[] { new { productId = sold.Id, quantity = 2, unitPrice = 100 },
                new { productId = other.Id, quantity = 1, unitPrice = 999 } },
        });
        await sales.Post<QuotaResponse>(Path,
            new { period = "2013-11", amount = 800, representativeId = world["Sven"].Id, productId = sold.Id });
        Assert.Equal("quota-product-unknown",
            (await sales.Post(Path, new { period = "2013-11", amount = 1, productId = Guid.CreateVersion7() }).Refused(422)).Code);
        var open = Assert.Single((await sales.Get<QuotasResponse>($"{Path}?period=2013-11")).Items);
        Assert.Equal((sold.Id, 0m, 200m, 0.25m), (open.ProductId, open.Won, open.OpenPipeline, open.Coverage));
    }

    [Fact]
    public async Task The_lines_of_the_accepted_quote_count_instead_of_the_deals_own_lines()
    {
        var (sold, other, dropped) = (await sales.Sell(), await sales.Sell(), await sales.Sell());
        foreach (var hasLines in new[] { false, true })
        {
            var deal = await sales.Open(5);
            await Sell(deal, hasLines ? [(dropped.Id, 7)] : []);
            var draft = await sales.Quote(deal.Id, new
            {
                taxMode = "inclusive", taxRate = 19, discountPercent = 10,
                lines = new object[]
                {
                    new { productId = sold.Id, quantity = 1, unitPrice = 119 }, new { productId = other.Id, quantity = 2, unitPrice = 119 },
                    new { productId = sold.Id, quantity = 1, unitPrice = 11.90 },
                    new { description = "Consulting", quantity = 1, unitPrice = 1000 },
                },
            });
            var sent = await sales.Post<QuoteVersionSummary>($"{QuoteSteps.Quotes}/{draft.Summary.QuoteId}/send", new { });
            using var accepted = await sales.Answer(sent, "accept", new { by = "Vera", reason = "price" });
            Assert.True(accepted.IsSuccessStatusCode);
        }

        var month = $"{sales.Clock.GetUtcNow():yyyy-MM}";
        Assert.Equal([2 * 99m, 2 * 180m, 0m], await Won(month, sold.Id, other.Id, dropped.Id));
    }

    [Fact]
    public async Task A_won_amount_that_differs_from_the_lines_is_divided_to_the_cent()
    {
        var (one, other) = (await sales.Sell(), await sales.Sell());
        var deal = await Deal(1, null, "2013-12-10", createdAt: "2013-12-01");
        await Sell(deal, (one.Id, 100), (other.Id, 200));
        await Win(deal, 100.01m, "2013-12-10");
        await Win(await Deal(70, null, "2013-12-10", createdAt: "2013-12-01"), 70, "2013-12-11");
        Assert.Equal([33.34m, 66.67m], await Won("2013-12", one.Id, other.Id));
        var all = await sales.Post<QuotaResponse>(Path, new { period = "2013-12", amount = 1 });
        Assert.Equal(170.01m, (await sales.Get<QuotasResponse>($"{Path}?period=2013-12")).Items.Single(quota => quota.Id == all.Id).Won);
    }

    [Fact]
    public async Task A_foreign_amount_is_converted_first_and_then_divided()
    {
        await sales.Post<BulkResponse>("/api/sales/v1/exchange-rates",
            new { items = new[] { new { currency = "CZK", day = "2013-10-01", rate = 3m } } });
        var (one, other, third, unknown) = (await sales.Sell(), await sales.Sell(), await sales.Sell(), await sales.Sell());
        var deal = await Deal(1, null, "2013-10-10", "CZK", "2013-10-01");
        await Sell(deal, (one.Id, 10), (other.Id, 10), (third.Id, 10));
        await Win(deal, 100, "2013-10-10");
        var unrated = await Deal(1, null, "2013-10-10", "MNT", "2013-10-01");
        await Sell(unrated, (unknown.Id, 10));
        await Win(unrated, 12, "2013-10-10");
        // 100 CZK are 33.33 EUR, which is divided into 3 × 11.11 EUR.
        Assert.Equal([11.11m, 11.11m, 11.11m, 0m], await Won("2013-10", one.Id, other.Id, third.Id, unknown.Id));
        await Win(await Bought(one.Id, other.Id, third.Id), 101, "2013-10-11");
        Assert.Equal(33.33m + 33.67m, (await Won("2013-10", one.Id, other.Id, third.Id)).Sum());
        Assert.Equal(("MNT", 12m),
            Assert.Single((await sales.Get<QuotasResponse>($"{Path}?period=2013-10")).Unconverted) is var left
                ? (left.Currency, left.Amount)
                : default);

        async Task<OpportunityState> Bought(params Guid[] products)
        {
            var deal = await Deal(1, null, "2013-10-10", "CZK", "2013-10-01");
            await Sell(deal, [.. products.Select(product => (product, 10m))]);
            return deal;
        }
    }

    [Fact]
    public async Task A_representative_has_one_quota_per_period()
    {
        var answers =
            await Task.WhenAll(Enumerable.Range(1, 3)
                .Select(amount =>
                    sales.Post<QuotaResponse>(Path, new { period = "2013-Q3", amount, representativeId = world["Nils"].Id })));
        var id = Assert.Single(answers.Select(answer => answer.Id).Distinct());
        using var read = await sales.Http.GetAsync($"{Path}/{id}");
        Assert.NotNull(read.Headers.ETag);
        Assert.Single((await sales.Get<QuotasResponse>($"{Path}?period=2013-Q3")).Items);
    }

    [Fact]
    public async Task Quotas_are_visible_and_set_only_for_visible_representatives_and_teams()
    {
        var sven = await sales.Post<QuotaResponse>(Path, new { period = "2013-05", amount = 5, representativeId = world["Sven"].Id });
        await sales.Post<QuotaResponse>(Path, new { period = "2013-05", amount = 5 });
        using var nils = world.As("Nils", "sales");
        using var nora = world.As("Nora", "sales-manager");
        using var sara = world.As("Sara", "sales-manager");
        Assert.Empty((await nils.GetFromJsonAsync<QuotasResponse>($"{Path}?period=2013-05"))!.Items);
        Assert.Equal("quota-not-found", (await nils.GetAsync($"{Path}/{sven.Id}").Refused(404)).Code);
        Assert.Equal(sven.Id, Assert.Single((await sara.GetFromJsonAsync<QuotasResponse>($"{Path}?period=2013-05"))!.Items).Id);
        Assert.Equal("representative-not-found",
            (await nora.PostAsJsonAsync(Path, new { period = "2013-05", amount = 1, representativeId = world["Sven"].Id })
                .Refused(404)).Code);
        Assert.Equal("team-not-found",
            (await nora.PostAsJsonAsync(Path, new { period = "2013-05", amount = 1, teamId = world.Teams["south"].Id }).Refused(404)).Code);
        Assert.Equal("quota-of-whom",
            (await sales.Post(Path,
                new { period = "2013-05", amount = 1, teamId = world.Teams["south"].Id, representativeId = world["Sven"].Id })
                    .Refused(422)).Code);
        Assert.Equal("amount-out-of-range", (await sales.Post(Path, new { period = "2013-05", amount = -1 }).Refused(422)).Code);
        Assert.Equal("validation-failed", (await sales.Post(Path, new { period = "2013-5", amount = 1 }).Refused(400)).Code);
    }

    private Task<QuotaResponse> Set(decimal amount, Guid? representative = null, Guid? team = null) =>
        sales.Post<QuotaResponse>(Path, new { period = "2013-02", amount, representativeId = representative, teamId = team });

    /// <summary>Sets a quota for each product and reads the won amounts.</summary>
    private async Task<decimal[]> Won(string period, params Guid[] products)
    {
        foreach (var productId in products)
        {
            await sales.Post<QuotaResponse>(Path, new { period, amount = 1000, productId });
        }

        var quotas = (await sales.Get<QuotasResponse>($"{Path}?period={period}")).Items;
        return [.. products.Select(product => quotas.Single(quota => quota.ProductId == product).Won)];
    }

    private Task<OpportunityLinesResponse> Sell(OpportunityState deal, params (Guid Product, decimal Price)[] lines) =>
        sales.Replace<OpportunityLinesResponse>($"/api/sales/v1/opportunities/{deal.Id}/lines", new
        {
            lines = lines.Select(line => new { productId = line.Product, quantity = 1, unitPrice = line.Price }),
        });

    private Task<OpportunityState> Win(OpportunityState deal, decimal amount, string day) =>
        sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{deal.Id}/win",
            new { reason = "price", amount, occurredAt = $"{day}T10:00:00Z" });

    private Task<OpportunityState> Deal(decimal amount, string? outcome, string closes = "2013-02-10", string currency = "EUR",
        string? createdAt = null) => sales.Post<OpportunityState>("/api/sales/v1/opportunities", new
    {
        account = new { name = "Neutral & Sons" }, name = "Deal", amount, currency, expectedCloseDate = closes, ownerId = world["Sven"].Id,
        createdAt = createdAt is null ? null : $"{createdAt}T10:00:00Z",
        outcome, closedAt = outcome is null ? null : "2013-02-10T10:00:00Z", reason = outcome is null ? null : "price",
    });
}
