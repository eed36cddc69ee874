using FsCheck;
using FsCheck.Fluent;

namespace Funnel.Values.Tests;

public sealed class DaysTests
{
    private static readonly Arbitrary<(string Zone, DateOnly Day)> AnyDay = Gen.Elements(
            "America/Havana", "Europe/Berlin", "Pacific/Apia", "Pacific/Kiritimati", "America/Sao_Paulo", "Asia/Beirut", "UTC")
        .Zip(Gen.Choose(0, 25_000).Select(days => new DateOnly(1990, 1, 1).AddDays(days))).ToArbitrary();

    [Theory]
    [InlineData("2026-12-01T09:59:59Z", "2026-12-01", "2026-11-30")]
    [InlineData("2026-12-01T10:00:00Z", "2026-12-02", "2026-11-30")]
    [InlineData("2026-12-01T12:00:00Z", "2026-12-02", "2026-12-01")]
    public void Today_is_another_day_in_the_first_and_in_the_last_place_on_earth(string now, string latest, string earliest)
    {
        Assert.Equal(latest, $"{Days.LatestToday(DateTimeOffset.Parse(now)):yyyy-MM-dd}");
        Assert.Equal(earliest, $"{Days.EarliestToday(DateTimeOffset.Parse(now)):yyyy-MM-dd}");
    }

    [Theory]
    [InlineData("America/Havana", "2026-11-01", "2026-11-01T04:00:00Z")] // The clock goes from 00:59 back to 00:00.
    [InlineData("America/Havana", "2026-03-08", "2026-03-08T05:00:00Z")] // The clock goes from 23:59 to 01:00.
    [InlineData("Europe/Berlin", "2026-07-01", "2026-06-30T22:00:00Z")]
    [InlineData("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z")] // Samoa had no such day.
    public void A_day_begins_once(string zone, string day, string start) =>
        Assert.Equal(DateTimeOffset.Parse(start), Days.StartOf(DateOnly.Parse(day), TimeZones.Get(zone)));

    [Fact]
    public void The_days_of_a_zone_follow_each_other_without_a_gap() => Prop.ForAll(AnyDay, given =>
    {
        var (day, zone) = (given.Day, TimeZones.Get(given.Zone));
        var (start, next) = (Days.StartOf(day, zone), Days.StartOf(day.AddDays(1), zone));
        return start <= next && Days.DayOf(start.AddTicks(-1), zone) < day && Days.DayOf(start, zone) >= day
            && (start == next || (Days.DayOf(start, zone) == day && Days.DayOf(next.AddTicks(-1), zone) == day));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_day_keeps_its_anchor_through_short_months() => Prop.ForAll(
        Gen.Choose(0, 20_000).Zip(Gen.Choose(1, 60)).ToArbitrary(), given =>
        {
            var start = new DateOnly(1990, 1, 1).AddDays(given.Item1);
            var step = start;
            for (var month = 1; month <= given.Item2; month++)
            {
                var next = Days.AddMonths(step, 1, start.Day);
                Assert.True(next > step && Days.IsAnchored(next, start.Day));
                step = next;
            }

            // As many single months lead to the same day as one step.
            return step == Days.AddMonths(start, given.Item2, start.Day) && step == start.AddMonths(given.Item2);
        }).QuickCheckThrowOnFailure();
}
