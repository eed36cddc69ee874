using Funnel.Sales.Views;

namespace Funnel.Sales.Tests;

public sealed class RelativeDayTests
{
    private static readonly DateOnly Today = new(2026, 5, 20);

    [Theory]
    [InlineData("today", "2026-05-20")]
    [InlineData("today-30d", "2026-04-20")]
    [InlineData("today+1w", "2026-05-27")]
    [InlineData("today 1w", "2026-05-27")]
    [InlineData("weekStart", "2026-05-18")]
    [InlineData("monthStart", "2026-05-01")]
    [InlineData("monthStart+1m-1d", "2026-05-31")]
    [InlineData("quarterStart", "2026-04-01")]
    [InlineData("quarterStart-1q", "2026-01-01")]
    [InlineData("yearStart+1y-1d", "2026-12-31")]
    [InlineData("2024-02-29", "2024-02-29")]
    public void A_day_of_a_filter_may_be_relative_to_the_current_day(string text, string day)
    {
        Assert.False(RelativeDay.Read("closedFrom", text, Today).IsRefused(out _, out var read));
        Assert.Equal(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), read.Day);
    }

    [Theory]
    [InlineData("2026-02-30")]
    [InlineData("today+9999y")]
    [InlineData("today-9999q")]
    public void A_day_that_does_not_exist_is_refused_with_its_parameter_and_value(string text)
    {
        Assert.True(RelativeDay.Read("closedFrom", text, Today).IsRefused(out var refusal, out _));
        Assert.Equal("day-not-valid", refusal.Code);
        Assert.Contains($"`closedFrom` is '{text}'", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_day_of_a_zone_begins_where_its_clock_shows_midnight_or_the_first_time_after_it()
    {
        var havana = new ReportingDays(Funnel.Values.TimeZones.Get("America/Havana"));
        // The clock goes from 23:59 to 01:00: the day begins an hour later.
        Assert.Equal(new DateTimeOffset(2026, 3, 8, 5, 0, 0, TimeSpan.Zero), havana.StartOf(new(2026, 3, 8)));
        Assert.Equal(new DateOnly(2026, 3, 8), havana.DayOf(havana.StartOf(new(2026, 3, 8))));
        Assert.Equal(new DateOnly(2026, 3, 7), havana.DayOf(havana.StartOf(new(2026, 3, 8)).AddTicks(-1)));
        // The clock goes from 00:59 back to 00:00: the day begins at the first of the two midnights.
        Assert.Equal(new DateTimeOffset(2026, 11, 1, 4, 0, 0, TimeSpan.Zero), havana.StartOf(new(2026, 11, 1)));
    }
}
