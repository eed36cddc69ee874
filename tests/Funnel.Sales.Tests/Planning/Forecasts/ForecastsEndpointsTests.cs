using System.Net.Http.Json;
using Funnel.Messaging;
using Funnel.Sales.Forecasts;
using Funnel.Sales.Tests.Visibility;
using Funnel.ServiceDefaults;
using Funnel.Testing;

namespace Funnel.Sales.Tests.Forecasts;

/// <summary>Each test has a month of its own in the past.</summary>
public sealed class ForecastsEndpointsTests(TwoTeams world)
{
    private readonly ServiceUnderTest<Program, SalesDb> sales = world.Service;

    [Fact]
    public async Task Figures_follow_the_definition_for_representatives_teams_and_the_total()
    {
        await World("2011-03");
        var forecast = await Get("2011-03");
        var sven = forecast.Representatives.Single(line => line.OwnerId == world["Sven"].Id).Figures;
        Assert.Equal((50m, 100m, 150m, 200m), (sven.Closed, sven.Commit, sven.BestCase, sven.Pipeline));
        Assert.Equal((150m, 300m, 450m), (sven.CommitForecast, sven.BestCaseForecast, sven.OpenPipeline));
        Assert.Equal(100 * 0.75m + 150 * 0.5m + 200 * 0.1m, sven.Weighted);
        Assert.Equal(sven, Team(forecast, "south").Figures);
        Assert.Equal(sven + sven, Team(forecast, "europe").Figures);
        Assert.Equal(sven + sven, forecast.Total);
        Assert.Equal(forecast.Total, (await Get("2011-Q1")).Total);
        Assert.Equal(0, (await Get("2011-04")).Total.Deals);
    }

    [Fact]
    public async Task A_caller_sees_the_forecasts_of_visible_representatives_and_of_teams_that_are_visible_as_a_whole()
    {
        await World("2011-05");
        foreach (var (name, role, people, teams) in new[]
        {
            ("Nils", "sales", new[] { "Nils" }, Array.Empty<string>()),
            ("Nora", "sales-manager", ["Nils"], ["north"]),
            ("Sara", "sales-manager", ["Sven"], ["south"]),
            ("nobody of Sales", "sales-manager", [], []),
        })
        {
            using var http = world.As(name, role);
            var forecast = await Read<ForecastResponse>(await http.GetAsync("/api/sales/v1/forecasts/2011-05"));
            Assert.Equal(people, forecast.Representatives.Where(line => line.Figures.Deals > 0).Select(line => line.Name));
            Assert.Equal(teams, forecast.Teams.Select(team => team.Code));
            Assert.Equal(people.Length == 0 ? 0 : 50, forecast.Total.Closed);
        }

        using var mia = world.As("Mia", "sales-manager");
        Assert.Equal(100,
            (await Read<ForecastResponse>(await mia.GetAsync("/api/sales/v1/forecasts/2011-05"))).Teams
                .Single(team => team.Code == "europe").Figures.Closed);
    }

    [Fact]
    public async Task Submissions_and_overrides_are_shown_beside_the_figures_and_roll_up_through_the_teams()
    {
        await World("2011-07");
        using var sven = world.As("Sven", "sales");
        using var sara = world.As("Sara", "sales-manager");
        using var mia = world.As("Mia", "sales-manager");
        var submitted =
            await Read<ForecastSubmissionResponse>(
                await sven.PostAsJsonAsync("/api/sales/v1/forecasts/2011-07/submissions",
                    new { commitForecast = 170, bestCaseForecast = 310, note = "sure" }));
        Assert.Equal((150m, 300m, "Test Person"), (submitted.ComputedCommitForecast, submitted.ComputedBestCaseForecast, submitted.By));
        Assert.Equal(new(170, 310), Team(await Get("2011-07"), "south").Expected);

        await Override(sara,
            new { commitForecast = 120, bestCaseForecast = 200, note = "not so sure", representativeId = world["Sven"].Id });
        var forecast = await Get("2011-07");
        var line = forecast.Representatives.Single(one => one.OwnerId == world["Sven"].Id);
        Assert.Equal((150m, 170m, 120m, 120m),
            (line.Figures.CommitForecast, line.Submitted!.CommitForecast, line.Override!.CommitForecast, line.Expected.CommitForecast));
        // Team north has submitted nothing, so its computed figures count.
        Assert.Equal(new(120 + 150, 200 + 300), Team(forecast, "europe").Expected);

        await Override(mia, new { commitForecast = 130, bestCaseForecast = 210, note = "better", teamId = world.Teams["south"].Id });
        forecast = await Get("2011-07");
        Assert.Equal((150m, new ExpectedForecast(130, 210)),
            (Team(forecast, "south").Figures.CommitForecast, Team(forecast, "south").Expected));
        Assert.Equal(new(130 + 150, 210 + 300), Team(forecast, "europe").Expected);

        await Override(sara, new { commitForecast = 140, bestCaseForecast = 220, note = "once more", representativeId = world["Sven"].Id });
        var all = await sales.Get<ForecastSubmissionsResponse>("/api/sales/v1/forecasts/2011-07/submissions");
        Assert.Equal([170m, 120m, 130m, 140m], all.Items.Select(submission => submission.CommitForecast));

        async Task Override(HttpClient manager, object body) =>
            await Read<ForecastSubmissionResponse>(await manager.PostAsJsonAsync("/api/sales/v1/forecasts/2011-07/overrides", body));
    }

    [Fact]
    public async Task Nobody_submits_or_overrides_a_forecast_that_is_not_theirs()
    {
        using var nils = world.As("Nils", "sales");
        using var nora = world.As("Nora", "sales-manager");
        using var stranger = world.As("nobody of Sales", "sales");
        var (submissions, overrides) = ("/api/sales/v1/forecasts/2011-09/submissions", "/api/sales/v1/forecasts/2011-09/overrides");
        Assert.Equal("forecast-not-yours",
            await Code(nils, submissions, new { commitForecast = 1, bestCaseForecast = 1, representativeId = world["Sven"].Id }, 403));
        Assert.Equal("forecast-of-whom", await Code(stranger, submissions, new { commitForecast = 1, bestCaseForecast = 1 }, 422));
        Assert.Equal("representative-not-found",
            await Code(nora, submissions, new { commitForecast = 1, bestCaseForecast = 1, representativeId = world["Sven"].Id }, 404));
        Assert.Equal("team-not-found",
            await Code(nora, overrides, new { commitForecast = 1, bestCaseForecast = 1, note = "n", teamId = world.Teams["europe"].Id },
                404));
        Assert.Equal("forecast-of-whom", await Code(nora, overrides, new { commitForecast = 1, bestCaseForecast = 1, note = "n" }, 422));
        Assert.Equal("best-case-below-commit",
            await Code(nora, overrides, new { commitForecast = 2, bestCaseForecast = 1, note = "n", representativeId = world["Nils"].Id },
                422));
        Assert.Equal("amount-out-of-range",
            await Code(nora, overrides, new { commitForecast = -1, bestCaseForecast = 1, note = "n", representativeId = world["Nils"].Id },
                422));
        Assert.Equal("amount-too-precise",
            await Code(nora, overrides,
                new { commitForecast = 1, bestCaseForecast = 1.001, note = "n", representativeId = world["Nils"].Id }, 422));
        Assert.Equal("validation-failed",
            await Code(nora, "/api/sales/v1/forecasts/2011-13/overrides", new { commitForecast = 1, bestCaseForecast = 1, note = "n" },
                400));
        Assert.Empty((await sales.Get<ForecastSubmissionsResponse>("/api/sales/v1/forecasts/2011-09/submissions")).Items);
        await Assert.ThrowsAnyAsync<Npgsql.PostgresException>(async () =>
        {
            await using var rewrite = sales.Database.CreateCommand("update forecast_submissions set commit_forecast = 0");
            await sales.Post<ForecastSubmissionResponse>("/api/sales/v1/forecasts/2011-11/submissions",
                new { commitForecast = 1, bestCaseForecast = 1, representativeId = world["Nils"].Id });
            await rewrite.ExecuteNonQueryAsync();
        });
    }

    [Fact]
    public async Task Amounts_are_converted_with_the_rate_of_their_day_and_amounts_without_a_rate_are_listed()
    {
        await sales.Post<BulkResponse>("/api/sales/v1/exchange-rates",
            new { items = new[] { new { currency = "USD", day = "2012-01-10", rate = 1.25m },
                new { currency = "USD", day = "2012-01-20", rate = 2m } } });
        await Deal("Nils", "qualification", 1000, "2030-01-01", "USD", "won", "2012-01-15T12:00:00Z");
        await Deal("Nils", "proposal", 1000, "2012-01-15", "USD");
        await Deal("Nils", "negotiation", 100, "2012-01-15");
        await Deal("Nils", "negotiation", 700, "2012-01-15", "JPY");
        var forecast = await Get("2012-01");
        Assert.Equal((800m, 100m, 500m, 250m + 75m, 3),
            (forecast.Total.Closed, forecast.Total.Commit, forecast.Total.BestCase, forecast.Total.Weighted, forecast.Total.Deals));
        Assert.Equal([new UnconvertedAmount("JPY", 700, 1)], forecast.Unconverted);
    }

    [Fact]
    public async Task A_forecast_in_yen_has_no_decimals()
    {
        await using var japan = await SalesFixture.Start(("Forecasts:Currency", "JPY"));
        await japan.Post<BulkResponse>("/api/sales/v1/exchange-rates",
            new { items = new[] { new { currency = "JPY", day = "2012-01-10", rate = 161.57m } } });
        foreach (var (currency, amount, outcome) in new[] { ("EUR", 10m, "won"), ("EUR", 100m, null), ("JPY", 1005m, null) })
        {
            await japan.Post<OpportunityState>("/api/sales/v1/opportunities", new
            {
                account = new { name = "Neutral & Sons" }, name = "Deal", amount, currency, expectedCloseDate = "2012-01-15",
                stage = outcome is null ? "qualification" : null,
                outcome, closedAt = outcome is null ? null : "2012-01-15T12:00:00Z", reason = outcome is null ? null : "price",
                unassigned = true,
            });
        }

        // Closed: 1,615.70. Pipeline: 16,157 and 1,005. Weighted: a tenth of each, 1,615.70 and 100.50.
        var total = (await japan.Get<ForecastResponse>("/api/sales/v1/forecasts/2012-01")).Total;
        Assert.Equal((1616m, 16157m + 1005m, 1616m + 101m), (total.Closed, total.Pipeline, total.Weighted));
    }

    /// <summary>Nils and Sven have closed 50, commit 100, best case 150 and pipeline 200 each, and a lost deal.</summary>
    private async Task World(string month)
    {
        foreach (var owner in new[] { "Nils", "Sven" })
        {
            await Deal(owner, "negotiation", 100, $"{month}-15");
            await Deal(owner, "proposal", 150, $"{month}-01");
            await Deal(owner, "qualification", 200, $"{month}-31");
            await Deal(owner, "qualification", 50, "2030-01-01", outcome: "won", closedAt: $"{month}-31T23:59:59Z");
            await Deal(owner, "qualification", 999, $"{month}-15", outcome: "lost", closedAt: $"{month}-15T00:00:00Z");
        }
    }

    private Task<OpportunityState> Deal(string owner, string stage, decimal amount, string closes, string currency = "EUR",
        string? outcome = null, string? closedAt = null) =>
        sales.Post<OpportunityState>("/api/sales/v1/opportunities", new
        {
            account = new { name = "Neutral & Sons" }, name = "Deal", amount, currency, expectedCloseDate = closes,
            ownerId = world[owner].Id, stage,
            outcome, closedAt, reason = outcome is null ? null : "price",
        });

    private Task<ForecastResponse> Get(string period) => sales.Get<ForecastResponse>($"/api/sales/v1/forecasts/{period}");

    private static TeamForecast Team(ForecastResponse forecast, string code) => forecast.Teams.Single(team => team.Code == code);

    private static async Task<string> Code(HttpClient http, string path, object body, int status) =>
        (await http.PostAsJsonAsync(path, body).Refused(status)).Code;

    private static async Task<T> Read<T>(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<T>(ServiceUnderTest<Program, SalesDb>.Json))!;
    }
}
