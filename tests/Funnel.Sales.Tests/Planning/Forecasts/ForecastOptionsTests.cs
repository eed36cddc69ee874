using System.Globalization;
using Funnel.Sales.Forecasts;

namespace Funnel.Sales.Tests.Forecasts;

public sealed class ForecastOptionsTests
{
    [Theory]
    [InlineData("2026-03-29T00:59:59Z", 3, "2026-03-28")] // 01:59:59; the next second is 03:00
    [InlineData("2026-03-29T01:00:00Z", 3, "2026-03-29")]
    [InlineData("2026-10-25T00:00:00Z", 2, "2026-10-25")] // 02:00 for the first time
    [InlineData("2026-10-25T01:00:00Z", 2, "2026-10-25")] // 02:00 for the second time
    [InlineData("2026-10-25T01:59:59Z", 3, "2026-10-24")] // 02:59:59 for the second time
    [InlineData("2026-10-25T02:00:00Z", 3, "2026-10-25")]
    [InlineData("2026-07-01T22:00:00Z", 0, "2026-07-02")]
    [InlineData("2026-07-01T21:59:59Z", 0, "2026-07-01")]
    public void The_snapshot_hour_is_local_time_also_on_days_of_23_or_25_hours(string now, int hour, string day) =>
        Assert.Equal(DateOnly.Parse(day, CultureInfo.InvariantCulture),
            new ForecastOptions { TimeZone = "Europe/Berlin",
                SnapshotHour = hour }.SnapshotDay(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture)));
}
