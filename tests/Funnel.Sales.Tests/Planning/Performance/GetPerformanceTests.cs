using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Funnel.Messaging;
using Funnel.Sales.Performance;
using Funnel.Sales.Tests.Visibility;
using Funnel.ServiceDefaults;
using Funnel.Testing;

namespace Funnel.Sales.Tests.Performance;

/// <summary>Each test has a service of its own, because the velocity counts all open deals of a representative.</summary>
public sealed class GetPerformanceTests : IAsyncLifetime
{
    private const string Path = "/api/sales/v1/performance";
    private readonly TwoTeams world = new();

    private ServiceUnderTest<Program, SalesDb> Sales => world.Service;

    private DateTimeOffset Now => Sales.Clock.GetUtcNow();

    public ValueTask InitializeAsync() => world.InitializeAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task The_deals_give_the_figures_of_the_worked_example()
    {
        // The same deals as in the test of this name in Funnel.Insights.Tests: 40 open; in the last twelve months 3 won and 9 lost
        // (25 %), 25,000 each, 90 days from created to won; and one win long before.
        var closed = Now.AddDays(-30);
        await Create(
            [
                .. Enumerable.Range(0, 40).Select(_ => Deal("Nils", 100, Now.AddDays(-60))),
                .. Enumerable.Range(0, 3).Select(_ => Deal("Nils", 25_000, closed.AddDays(-90), "won", closed)),
                .. Enumerable.Range(0, 9).Select(_ => Deal("Nils", 10_000, closed.AddDays(-30), "lost", closed)),
                Deal("Nils", 1, Now.AddDays(-500), "won", Now.AddDays(-490)),
            ]);

        var nils = Of(await Read(Sales.Http, closed), "Nils");

        Assert.Equal(new SalesVelocity(40, 25_000, 0.25m, 90, 2777.78m), nils.Velocity);
        Assert.Equal(new DealCounts(3, 9, 0.25m, 90), nils.Deals);
        Assert.Equal(new DealValues(75_000, 90_000, 0.454545m, 25_000), nils.Values);
        Assert.Equal(new DealCounts(1, 0, 1, 10), Of(await Read(Sales.Http, Now.AddDays(-490)), "Nils").Deals);
        Assert.Equal(new DealCounts(0, 0, null, null), Of(await Read(Sales.Http, Now.AddDays(-900)), "Nils").Deals);
    }

    [Fact]
    public async Task A_manager_sees_the_own_team_and_the_teams_below_and_a_stranger_nobody()
    {
        // Sven has won a deal today, so the test is about another month.
        var closed = Now.AddDays(-100);
        await Create([Deal("Nils", 100, closed.AddDays(-10), "won", closed), Deal("Nora", 300, closed.AddDays(-20), "lost", closed),
            Deal("Sven", 50, closed.AddDays(-4), "won", closed)]);
        using var nora = world.As("Nora", "sales-manager");
        using var mia = world.As("Mia", "sales-manager");
        using var nils = world.As("Nils", "sales");
        using var stranger = world.As("Nobody", "sales-manager");

        var north = await Read(nora, closed);
        Assert.Equal(["Nils", "Nora"], north.Representatives.Select(person => person.Name));
        Assert.Equal(new DealCounts(1, 1, 0.5m, 10), Assert.Single(north.Teams).Deals);
        Assert.Equal(new DealValues(100, 300, 0.25m, 100), north.Total.Values);

        var europe = await Read(mia, closed);
        Assert.Equal(["europe", "north", "south"], europe.Teams.Select(team => team.Code));
        Assert.Equal(new DealCounts(2, 1, 0.666667m, 7), europe.Teams[0].Deals);
        Assert.Equal(new DealCounts(1, 0, 1, 4), europe.Teams[2].Deals);

        var own = await Read(nils, closed);
        Assert.Equal(("Nils", 1), (Assert.Single(own.Representatives).Name, own.Total.Deals.Won));
        Assert.Empty(own.Teams);
        var none = await Read(stranger, closed);
        Assert.Empty(none.Representatives);
        Assert.Empty(none.Teams);
        Assert.Equal((0, 0), (none.Total.Deals.Won, none.Total.Velocity.Open));
        using var marketing = Sales.As(Sales.Issuer.TokenFor("marketing.read"));
        Assert.Equal("forbidden", (await marketing.GetAsync($"{Path}/2026-01").Refused(403)).Code);
        Assert.Equal("validation-failed", (await Sales.Http.GetAsync($"{Path}/2026-1").Refused(400)).Code);
    }

    [Fact]
    public async Task Amounts_are_converted_by_the_day_of_the_closing_and_others_are_listed()
    {
        var closed = Now.AddDays(-3);
        await Sales.Post<BulkResponse>("/api/sales/v1/exchange-rates", new
        {
            items = new[] { new { currency = "CZK", day = Day(closed.AddDays(-1)), rate = 25m },
                new { currency = "CZK", day = Day(Now.AddDays(-1)), rate = 50m } },
        });
        await Create([Deal("Nils", 1000, closed.AddDays(-10), "won", closed, "CZK"),
            Deal("Nils", 60, closed.AddDays(-10), "lost", closed), Deal("Nils", 7, closed.AddDays(-10), "won", closed, "MNT")]);

        var answer = await Read(Sales.Http, closed);

        Assert.Equal(new DealValues(40, 60, 0.4m, 40), Of(answer, "Nils").Values);
        Assert.Equal(new DealCounts(2, 1, 0.666667m, 10), Of(answer, "Nils").Deals);
        var missing = Assert.Single(answer.Unconverted);
        Assert.Equal(("MNT", 7m, 1), (missing.Currency, missing.Amount, missing.Deals));
    }

    [Fact]
    public async Task The_figures_follow_a_deal_that_is_opened_again_or_corrected()
    {
        var closed = Now.AddDays(-3);
        var (reopened, corrected) = (Deal("Nils", 100, closed.AddDays(-10), "won", closed),
            Deal("Nils", 300, closed.AddDays(-20), "won", closed));
        var ids = await Create([reopened, corrected]);

        await Sales.Post<JsonElement>($"/api/sales/v1/opportunities/{ids[0]}/reopen", new { reason = "closed-by-mistake" });
        await Sales.Post<JsonElement>(
            $"/api/sales/v1/opportunities/{ids[1]}/correct", new { amount = 200, ownerId = world["Nora"].Id });

        var answer = await Read(Sales.Http, closed);
        Assert.Equal((new DealCounts(0, 0, null, null), 1), (Of(answer, "Nils").Deals, Of(answer, "Nils").Velocity.Open));
        Assert.Equal(new DealValues(200, 0, 1, 200), Of(answer, "Nora").Values);
        Assert.Equal(new DealCounts(1, 0, 1, 20), Of(answer, "Nora").Deals);
    }

    private static RepresentativePerformance Of(PerformanceResponse answer, string name) =>
        answer.Representatives.Single(person => person.Name == name);

    private static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static async Task<PerformanceResponse> Read(HttpClient http, DateTimeOffset month) =>
        (await http.GetFromJsonAsync<PerformanceResponse>(
            $"{Path}/{month.ToString("yyyy-MM", CultureInfo.InvariantCulture)}", ServiceUnderTest<Program, SalesDb>.Json))!;

    private object Deal(string owner, decimal amount, DateTimeOffset createdAt, string? outcome = null, DateTimeOffset? closedAt = null,
        string currency = "EUR") => new
    {
        account = new { name = "Neutral & Sons" }, name = "Deal", amount, currency, expectedCloseDate = "2026-12-31",
        ownerId = world[owner].Id, createdAt, outcome, closedAt, reason = outcome is null ? null : "price",
    };

    private async Task<List<Guid>> Create(IReadOnlyList<object> deals)
    {
        var ids = new List<Guid>();
        foreach (var deal in deals)
        {
            ids.Add((await Sales.Post<OpportunityState>("/api/sales/v1/opportunities", deal)).Id);
        }

        return ids;
    }
}
