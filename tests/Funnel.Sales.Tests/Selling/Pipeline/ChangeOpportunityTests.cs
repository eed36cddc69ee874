using System.Net.Http.Json;
using Funnel.Contracts.Sales;
using Funnel.Testing;
using Npgsql;

namespace Funnel.Sales.Tests;

public sealed class ChangeOpportunityTests(SalesFixture fixture)
{
    private const string Path = "/api/sales/v1/opportunities";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task Only_the_given_values_change_and_a_repeated_change_changes_nothing()
    {
        var deal = await sales.Open();
        var owner = fixture.Team[0];
        var changed = await Change(deal.Id, new { name = "Bigger deal", ownerId = owner.Id });
        Assert.Equal(("Bigger deal", owner.Id, deal.ExpectedCloseDate), (changed.Name, changed.OwnerId, changed.ExpectedCloseDate));
        Assert.Equal(changed, await Change(deal.Id, new { name = "Bigger deal", ownerId = owner.Id }));
        Assert.Equal(changed, await Change(deal.Id, new { }));

        var facts = await sales.Published(deal.Id);
        facts.WithoutGaps();
        var fact = Assert.IsType<OpportunityChanged>(Assert.Single(facts.Skip(1)).Data);
        Assert.Equal(["name", "ownerId"], fact.Changed);
        Assert.Equal(("Bigger deal", owner.Id, owner.Name, "pipeline"), (fact.Name, fact.OwnerId, fact.Owner, fact.ForecastCategory));
    }

    [Fact]
    public async Task Every_expected_close_date_stays_on_record()
    {
        var deal = await sales.Open();
        await Change(deal.Id, new { expectedCloseDate = "2027-03-31" });
        await Change(deal.Id, new { expectedCloseDate = "2027-03-31" });
        await Change(deal.Id, new { expectedCloseDate = "2027-02-28" });
        var shown = await sales.Get<OpportunityResponse>($"{Path}/{deal.Id}");
        Assert.Equal([(null, "2026-12-31"), ("2026-12-31", "2027-03-31"), ("2027-03-31", "2027-02-28")],
            shown.CloseDateHistory.Select(entry => (entry.FromDate?.ToString("yyyy-MM-dd"), entry.ToDate.ToString("yyyy-MM-dd"))));
        await Assert.ThrowsAsync<PostgresException>(async () =>
        {
            await using var command = sales.Database
                .CreateCommand($"update close_date_history set at = now() where opportunity_id = '{deal.Id}'");
            await command.ExecuteNonQueryAsync();
        });
    }

    [Fact]
    public async Task The_owners_own_forecast_holds_over_stages_until_it_is_reset_or_the_deal_is_closed()
    {
        var deal = await sales.Open();
        Assert.Equal(ForecastCategory.Commit, (await Change(deal.Id, new { forecastCategory = "commit" })).ForecastCategory);
        Assert.Equal(ForecastCategory.Commit,
            (await sales.Post<OpportunityState>($"{Path}/{deal.Id}/stage", new { stage = "proposal" })).ForecastCategory);
        Assert.Equal(ForecastCategory.Commit, (await sales.Get<OpportunityResponse>($"{Path}/{deal.Id}")).ForecastOverride);
        Assert.Equal(ForecastCategory.BestCase, (await Change(deal.Id, new { resetForecast = true })).ForecastCategory);
        await Change(deal.Id, new { forecastCategory = "omitted" });
        Assert.Equal(ForecastCategory.Closed,
            (await sales.Post<OpportunityState>($"{Path}/{deal.Id}/win", new { reason = "price" })).ForecastCategory);
        Assert.Null((await sales.Get<OpportunityResponse>($"{Path}/{deal.Id}")).ForecastOverride);
    }

    [Theory]
    [InlineData("{\"name\":\"\"}", 400, "validation-failed")]
    [InlineData("{\"name\":\"  \"}", 400, "validation-failed")]
    [InlineData("{\"expectedCloseDate\":\"9999-12-31\"}", 422, "close-date-out-of-range")]
    [InlineData("{\"ownerId\":\"00000000-0000-0000-0000-000000000001\"}", 422, "owner-not-found")]
    [InlineData("{\"forecastCategory\":\"closed\"}", 422, "forecast-needs-outcome")]
    [InlineData("{\"forecastCategory\":\"commit\",\"resetForecast\":true}", 400, "validation-failed")]
    [InlineData("{\"stage\":\"won\"}", 400, "malformed-request")]
    [InlineData("{\"amount\":1}", 400, "malformed-request")]
    public async Task A_wrong_change_is_refused_and_nothing_changes(string json, int status, string code)
    {
        var deal = await sales.Open();
        Assert.Equal(code,
            (await sales.Http.PatchAsync($"{Path}/{deal.Id}", new StringContent(json, System.Text.Encoding.UTF8, "application/json"))
                .Refused(status)).Code);
        Assert.Single(await sales.Published(deal.Id));
    }

    [Fact]
    public async Task A_closed_deal_is_not_changed_and_neither_is_one_that_somebody_else_changed_meanwhile()
    {
        var deal = await sales.Open();
        using var stale =
            new HttpRequestMessage(HttpMethod.Patch, $"{Path}/{deal.Id}") { Content = JsonContent.Create(new { name = "Mine" }) };
        stale.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        await Change(deal.Id, new { name = "Theirs" });
        Assert.Equal("precondition-failed", (await sales.Http.SendAsync(stale).Refused(412)).Code);
        await sales.Post<OpportunityState>($"{Path}/{deal.Id}/lose", new { reason = "price" });
        Assert.Equal("opportunity-already-closed",
            (await sales.Http.PatchAsJsonAsync($"{Path}/{deal.Id}", new { name = "Late" }).Refused(409)).Code);
    }

    private Task<OpportunityState> Change(Guid id, object body) => sales.Patch<OpportunityState>($"{Path}/{id}", body);
}
