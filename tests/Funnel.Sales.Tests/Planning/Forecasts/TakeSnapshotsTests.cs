using System.Globalization;
using Funnel.Sales.Forecasts;
using Funnel.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Funnel.Sales.Tests.Forecasts;

/// <summary>These tests have a service of their own, because they move its clock by days.</summary>
public sealed class TakeSnapshotsTests : IAsyncLifetime
{
    private ServiceUnderTest<Program, SalesDb> sales = null!;

    public async ValueTask InitializeAsync() => sales = await SalesFixture.Start(("Forecasts:SnapshotHour", "0"));

    public ValueTask DisposeAsync() => sales.DisposeAsync();

    [Fact]
    public async Task A_snapshot_keeps_the_state_of_its_day()
    {
        var (period, closes) = (Month(2), Closes(2));
        var first = DateOnly.FromDateTime(sales.Clock.GetUtcNow().UtcDateTime).AddDays(-1);
        await Take(first);
        Assert.Equal(0, await sales.Count($"forecast_days where day = '{first:yyyy-MM-dd}'"));
        var deal = await Deal("negotiation", 1000, closes);
        var second = await NextDay();
        await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{deal.Id}/amount", new { amount = 400 });
        var third = await NextDay();
        var fourth = await NextDay();

        // The day on which nothing was recorded yet has no snapshot: a forecast of 0 would be taken for a forecast.
        Assert.Equal("snapshot-not-taken",
            (await sales.Http.GetAsync($"/api/sales/v1/forecasts/{period}?asOf={first:yyyy-MM-dd}").Refused(422)).Code);
        Assert.Equal("snapshot-not-taken",
            (await sales.Http.GetAsync($"/api/sales/v1/forecasts/{period}/accuracy?snapshot={first:yyyy-MM-dd}").Refused(422)).Code);
        Assert.Equal(1000, (await AsOf(second)).Total.Commit);
        Assert.Equal(400, (await AsOf(third)).Total.Commit);
        Assert.Equal(await Total(third), await Total(fourth));
        Assert.Equal(await Total(third), (await sales.Get<ForecastResponse>($"/api/sales/v1/forecasts/{period}")).Total);
        // The deal did not change between the third and the fourth day, so there is no third row.
        Assert.Equal(2, await sales.Count($"forecast_lines where opportunity_id = '{deal.Id}'"));
        Assert.Equal("snapshot-not-taken",
            (await sales.Http.GetAsync($"/api/sales/v1/forecasts/{period}?asOf=1999-01-01").Refused(422)).Code);

        Task<ForecastResponse> AsOf(DateOnly day) => sales.Get<ForecastResponse>($"/api/sales/v1/forecasts/{period}?asOf={day:yyyy-MM-dd}");
        async Task<ForecastFigures> Total(DateOnly day) => (await AsOf(day)).Total;
    }

    [Fact]
    public async Task A_snapshot_keeps_the_won_deal_that_is_corrected_and_opened_again_later()
    {
        var (period, day) = (Month(-2), First(-2).AddDays(9));
        var deal = await sales.Post<OpportunityState>("/api/sales/v1/opportunities", new
        {
            account = new { name = "A" }, name = "Deal", amount = 100, currency = "EUR", expectedCloseDate = Closes(-2), unassigned = true,
            createdAt = $"{First(-2):yyyy-MM-dd}T10:00:00Z", outcome = "won", closedAt = $"{day:yyyy-MM-dd}T10:00:00Z", reason = "price",
        });
        var path = $"/api/sales/v1/opportunities/{deal.Id}";
        var won = await NextDay();
        await sales.Post<OpportunityState>($"{path}/correct", new { amount = 60 });
        var corrected = await NextDay();
        await sales.Post<OpportunityState>($"{path}/reopen", new { reason = "closed-by-mistake" });
        var reopened = await NextDay();

        Assert.Equal((100m, 0m), await AsOf(won));
        Assert.Equal((60m, 0m), await AsOf(corrected));
        Assert.Equal((0m, 60m), await AsOf(reopened));
        Assert.Equal(3, await sales.Count($"forecast_lines where opportunity_id = '{deal.Id}'"));

        async Task<(decimal, decimal)> AsOf(DateOnly on) =>
            (await sales.Get<ForecastResponse>($"/api/sales/v1/forecasts/{period}?asOf={on:yyyy-MM-dd}")).Total is var total
                ? (total.Closed, total.OpenPipeline) : default;
    }

    [Fact]
    public async Task Of_several_simultaneous_replicas_one_takes_the_snapshot()
    {
        var deal = await Deal("proposal", 10, Closes(1));
        var day = DateOnly.FromDateTime(sales.Clock.GetUtcNow().UtcDateTime).AddDays(500);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Take(day)));
        Assert.Equal(1, await sales.Count($"forecast_days where day = '{day:yyyy-MM-dd}'"));
        Assert.Equal(1, await sales.Count($"forecast_lines where opportunity_id = '{deal.Id}'"));
    }

    [Fact]
    public async Task Accuracy_bias_and_slippage_follow_the_definition()
    {
        var period = Month(2);
        var won = await Deal("negotiation", 100, Closes(2));
        var early = await Deal("negotiation", 100, Closes(2));
        await Deal("proposal", 300, Closes(2));
        var day = await NextDay();
        await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{early.Id}/win", new { reason = "price" });
        var nothing = await Accuracy(day);
        Assert.Equal((200m, 0m, null, null, false), (nothing.Forecast, nothing.Actual, nothing.Accuracy, nothing.Bias, nothing.IsOver));

        sales.Clock.Advance(First(2).AddDays(4).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) - sales.Clock.GetUtcNow());
        await Days(2);
        await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{won.Id}/win", new { reason = "price", amount = 250 });
        var judged = await Accuracy(day);
        Assert.Equal((200m, 250m, 0.8m, -0.2m), (judged.Forecast, judged.Actual, judged.Accuracy, judged.Bias));
        Assert.Equal((day, 500m, 100m, 0.2m), (judged.StartDay, judged.PipelineAtStart, judged.Slipped, judged.Slippage));

        Task<AccuracyResponse> Accuracy(DateOnly snapshot) =>
            sales.Get<AccuracyResponse>($"/api/sales/v1/forecasts/{period}/accuracy?snapshot={snapshot:yyyy-MM-dd}");
    }

    private readonly DateTimeOffset began = TimeProvider.System.GetUtcNow();

    private DateOnly First(int monthsAhead) => new DateOnly(began.Year, began.Month, 1).AddMonths(monthsAhead);

    private string Month(int monthsAhead) => First(monthsAhead).ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private string Closes(int monthsAhead) => First(monthsAhead).AddDays(9).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task Take(DateOnly day)
    {
        await using var scope = sales.Services.CreateAsyncScope();
        await TakeSnapshots.Take(scope.ServiceProvider.GetRequiredService<SalesDb>(), day, "UTC", sales.Clock.GetUtcNow(),
            CancellationToken.None);
    }

    private Task<OpportunityState> Deal(string stage, decimal amount, string closes) =>
        sales.Post<OpportunityState>("/api/sales/v1/opportunities",
        new { account = new { name = "A" }, name = "Deal", amount, currency = "EUR", expectedCloseDate = closes, stage,
            unassigned = true });

    private async Task<DateOnly> NextDay()
    {
        var known = await Days(0);
        sales.Clock.Advance(TimeSpan.FromDays(1));
        return (await Days(known.Count + 1))[0];
    }

    /// <summary>Waits for a number of snapshots and returns their days, newest first.</summary>
    private async Task<List<DateOnly>> Days(int atLeast) => [.. (await Eventually.Get(
        () => sales.Get<SnapshotsResponse>("/api/sales/v1/forecasts/snapshots"), days => days.Items.Count >= atLeast)).Items
            .Select(day => day.Day)];
}
