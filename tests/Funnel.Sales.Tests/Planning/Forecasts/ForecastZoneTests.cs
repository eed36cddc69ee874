using System.Globalization;
using Funnel.Sales.Forecasts;
using Funnel.Testing;

namespace Funnel.Sales.Tests.Forecasts;

/// <summary>A Sales of its own, by the clocks of Berlin.</summary>
public sealed class ForecastZoneTests : IAsyncLifetime
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private ServiceUnderTest<Program, SalesDb> sales = null!;

    public async ValueTask InitializeAsync() => sales = await SalesFixture.Start(("Forecasts:TimeZone", "Europe/Berlin"), ("Forecasts:SnapshotHour", "0"));

    public ValueTask DisposeAsync() => sales.DisposeAsync();

    [Fact]
    public async Task A_win_half_an_hour_after_midnight_there_is_the_new_months_in_summer_as_in_winter()
    {
        var began = sales.Clock.GetUtcNow();
        var firsts = Enumerable.Range(1, 14).Select(ahead => new DateOnly(began.Year, began.Month, 1).AddMonths(ahead)).Where(day => day.Month is 5 or 12).Take(2).ToList();
        foreach (var first in firsts)
        {
            // By Greenwich it is still the last day of the month before.
            var midnight = new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(first.ToDateTime(TimeOnly.MinValue), Berlin), TimeSpan.Zero);
            sales.Clock.Advance(midnight.AddMinutes(-30) - sales.Clock.GetUtcNow());
            await Win(100);
            sales.Clock.Advance(TimeSpan.FromHours(1));
            await Win(7);
            var snapshots = await Eventually.Get(
                () => sales.Get<SnapshotsResponse>("/api/sales/v1/forecasts/snapshots"), days => days.Items[0].Day == first);
            Assert.Equal(first.AddMonths(-1).Month, sales.Clock.GetUtcNow().Month);
            sales.Clock.Advance(TimeSpan.FromDays(1));
            await Eventually.Get(() => sales.Get<SnapshotsResponse>("/api/sales/v1/forecasts/snapshots"), days => days.Items.Count > snapshots.Items.Count);

            Assert.Equal((100m, 7m), (await Closed(first.AddMonths(-1)), await Closed(first)));
            Assert.Equal((100m, 7m), (await Closed(first.AddMonths(-1), first.AddDays(1)), await Closed(first, first.AddDays(1))));
        }

        Assert.Equal(2, firsts.Count);
    }

    [Theory]
    [InlineData("2026-03-29T00:59:59Z", 3, "2026-03-28")] // 01:59:59; the next second is 03:00
    [InlineData("2026-03-29T01:00:00Z", 3, "2026-03-29")]
    [InlineData("2026-10-25T00:00:00Z", 2, "2026-10-25")] // 02:00 for the first time
    [InlineData("2026-10-25T01:00:00Z", 2, "2026-10-25")] // and once more
    [InlineData("2026-10-25T01:59:59Z", 3, "2026-10-24")] // 02:59:59 for the second time
    [InlineData("2026-10-25T02:00:00Z", 3, "2026-10-25")]
    [InlineData("2026-07-01T22:00:00Z", 0, "2026-07-02")]
    [InlineData("2026-07-01T21:59:59Z", 0, "2026-07-01")]
    public void A_snapshot_is_due_at_the_hour_that_the_clocks_show_on_a_day_of_23_or_25_hours_as_well(string now, int hour, string day) =>
        Assert.Equal(DateOnly.Parse(day, CultureInfo.InvariantCulture),
            new ForecastOptions { TimeZone = "Europe/Berlin", SnapshotHour = hour }.SnapshotDay(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture)));

    private async Task Win(decimal amount)
    {
        var deal = await sales.Post<OpportunityState>("/api/sales/v1/opportunities", new { account = new { name = "A" }, name = "Deal", amount, currency = "EUR", expectedCloseDate = "2030-01-01" });
        await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{deal.Id}/win", new { reason = "price" });
    }

    private async Task<decimal?> Closed(DateOnly month, DateOnly? asOf = null)
    {
        var answer = await sales.Get<ForecastResponse>(string.Create(CultureInfo.InvariantCulture, $"/api/sales/v1/forecasts/{month:yyyy-MM}{(asOf is null ? "" : $"?asOf={asOf:yyyy-MM-dd}")}"));
        return answer.Total.Closed;
    }
}
