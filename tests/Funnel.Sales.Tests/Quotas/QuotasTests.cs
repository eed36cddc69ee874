using System.Net.Http.Json;
using Funnel.Sales.Quotas;
using Funnel.Sales.Tests.Visibility;
using Funnel.Testing;

namespace Funnel.Sales.Tests.Quotas;

public sealed class QuotasTests(TwoTeams world)
{
    private const string Path = "/api/sales/v1/quotas";
    private readonly ServiceUnderTest<Program, SalesDb> sales = world.Service;

    [Fact]
    public async Task Attainment_and_coverage_are_those_of_the_definition_by_person_team_and_company()
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
        // Nothing is left to be won: how often the pipeline covers it is no number.
        Assert.Equal((1m, null), (company.Attainment, company.Coverage));
    }

    [Fact]
    public async Task A_products_quota_counts_what_is_sold_of_it_and_of_nothing_else()
    {
        var (sold, other) = (await sales.Sell(), await sales.Sell());
        var deal = await Deal(1, null, "2013-11-10");
        await sales.Replace<OpportunityLinesResponse>($"/api/sales/v1/opportunities/{deal.Id}/lines", new
        {
            lines = new[] { new { productId = sold.Id, quantity = 2, unitPrice = 100 }, new { productId = other.Id, quantity = 1, unitPrice = 999 } },
        });
        await sales.Post<QuotaState>(Path, new { period = "2013-11", amount = 800, representativeId = world["Sven"].Id, productId = sold.Id });
        Assert.Equal("quota-product-unknown", (await sales.Post(Path, new { period = "2013-11", amount = 1, productId = Guid.CreateVersion7() }).Refused(422)).Code);
        var open = Assert.Single((await sales.Get<QuotasResponse>($"{Path}?period=2013-11")).Items);
        Assert.Equal((sold.Id, 0m, 200m, 0.25m), (open.ProductId, open.Won, open.OpenPipeline, open.Coverage));
    }

    [Fact]
    public async Task A_quota_is_one_a_person_and_period_and_set_anew_with_its_version()
    {
        var answers = await Task.WhenAll(Enumerable.Range(1, 3).Select(amount => sales.Post<QuotaState>(Path, new { period = "2013-Q3", amount, representativeId = world["Nils"].Id })));
        var id = Assert.Single(answers.Select(answer => answer.Id).Distinct());
        using var read = await sales.Http.GetAsync($"{Path}/{id}");
        Assert.NotNull(read.Headers.ETag);
        Assert.Single((await sales.Get<QuotasResponse>($"{Path}?period=2013-Q3")).Items);
    }

    [Fact]
    public async Task Quotas_are_seen_and_set_as_far_as_one_sees()
    {
        var sven = await sales.Post<QuotaState>(Path, new { period = "2013-05", amount = 5, representativeId = world["Sven"].Id });
        await sales.Post<QuotaState>(Path, new { period = "2013-05", amount = 5 });
        using var nils = world.As("Nils", "sales");
        using var nora = world.As("Nora", "sales-manager");
        using var sara = world.As("Sara", "sales-manager");
        Assert.Empty((await nils.GetFromJsonAsync<QuotasResponse>($"{Path}?period=2013-05"))!.Items);
        Assert.Equal("quota-not-found", (await nils.GetAsync($"{Path}/{sven.Id}").Refused(404)).Code);
        Assert.Equal(sven.Id, Assert.Single((await sara.GetFromJsonAsync<QuotasResponse>($"{Path}?period=2013-05"))!.Items).Id);
        Assert.Equal("representative-not-found", (await nora.PostAsJsonAsync(Path, new { period = "2013-05", amount = 1, representativeId = world["Sven"].Id }).Refused(404)).Code);
        Assert.Equal("team-not-found", (await nora.PostAsJsonAsync(Path, new { period = "2013-05", amount = 1, teamId = world.Teams["south"].Id }).Refused(404)).Code);
        Assert.Equal("quota-of-whom", (await sales.Post(Path, new { period = "2013-05", amount = 1, teamId = world.Teams["south"].Id, representativeId = world["Sven"].Id }).Refused(422)).Code);
        Assert.Equal("amount-out-of-range", (await sales.Post(Path, new { period = "2013-05", amount = -1 }).Refused(422)).Code);
        Assert.Equal("validation-failed", (await sales.Post(Path, new { period = "2013-5", amount = 1 }).Refused(400)).Code);
    }

    private Task<QuotaState> Set(decimal amount, Guid? representative = null, Guid? team = null) =>
        sales.Post<QuotaState>(Path, new { period = "2013-02", amount, representativeId = representative, teamId = team });

    private Task<OpportunityState> Deal(decimal amount, string? outcome, string closes = "2013-02-10") => sales.Post<OpportunityState>("/api/sales/v1/opportunities", new
    {
        account = new { name = "Neutral & Sons" }, name = "Deal", amount, currency = "EUR", expectedCloseDate = closes, ownerId = world["Sven"].Id,
        outcome, closedAt = outcome is null ? null : "2013-02-10T10:00:00Z", reason = outcome is null ? null : "price",
    });
}
