using System.Globalization;
using Funnel.Sales.Forecasts;
using Funnel.Testing;

namespace Funnel.Sales.Tests.Forecasts;

/// <summary>These tests have a service of their own with the time zone of Berlin.</summary>
public sealed class GetForecastTests : IAsyncLifetime
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private ServiceUnderTest<Program, SalesDb> sales = null!;

    public async ValueTask InitializeAsync() =>
        sales = await SalesFixture.Start(("Forecasts:TimeZone", "Europe/Berlin"), ("Forecasts:SnapshotHour", "0"));

    public ValueTask DisposeAsync() => sales.DisposeAsync();

    [Fact]
    public async Task A_win_after_local_midnight_counts_in_the_new_month_in_summer_and_in_winter()
    {
        var began = sales.Clock.GetUtcNow();
        var firsts = Enumerable.Range(1, 14).Select(ahead => new DateOnly(began.Year, began.Month, 1).AddMonths(ahead))
            .Where(day => day.Month is 5 or 12).Take(2).ToList();
        foreach (var first in firsts)
        {
            // In UTC it is still the last day of the month before.
            var midnight = new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(first.ToDateTime(TimeOnly.MinValue), Berlin), TimeSpan.Zero);
            sales.Clock.Advance(midnight.AddMinutes(-30) - sales.Clock.GetUtcNow());
            await Win(100);
            sales.Clock.Advance(TimeSpan.FromHours(1));
            await Win(7);
            var snapshots = await Eventually.Get(
                () => sales.Get<SnapshotsResponse>("/api/sales/v1/forecasts/snapshots"),
                days => days.Items.Count > 0 && days.Items[0].Day == first);
            Assert.Equal(first.AddMonths(-1).Month, sales.Clock.GetUtcNow().Month);
            sales.Clock.Advance(TimeSpan.FromDays(1));
            await Eventually.Get(() => sales.Get<SnapshotsResponse>("/api/sales/v1/forecasts/snapshots"),
                days => days.Items.Count > snapshots.Items.Count);

            Assert.Equal((100m, 7m), (await Closed(first.AddMonths(-1)), await Closed(first)));
            Assert.Equal((100m, 7m), (await Closed(first.AddMonths(-1), first.AddDays(1)), await Closed(first, first.AddDays(1))));
        }

        Assert.Equal(2, firsts.Count);
    }

    private async Task Win(decimal amount)
    {
        var deal =
            await sales.Post<OpportunityState>("/api/sales/v1/opportunities",
                new { account = new { name = "A" }, name = "Deal", amount, currency = "EUR", expectedCloseDate = "2030-01-01",
                    unassigned = true });
        await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{deal.Id}/win", new { reason = "price" });
    }

    private async Task<decimal?> Closed(DateOnly month, DateOnly? asOf = null)
    {
        var answer =
            await sales.Get<ForecastResponse>(
                string.Create(CultureInfo.InvariantCulture,
                    $"/api/sales/v1/forecasts/{month:yyyy-MM}{(asOf is null ? "" : $"?asOf={asOf:yyyy-MM-dd}")}"));
        return answer.Total.Closed;
    }
}
