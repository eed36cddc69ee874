using CsCheck;
using NodaTime;

namespace Funnel.Sales.Tests;

public sealed class BusinessTimeTests
{
    private const int Step = 5;

    /// <summary>
    /// Daylight saving time that changes at night, at midnight, by half an hour, on the southern hemisphere, and not at all.
    /// </summary>
    private static readonly Gen<string> AnyZone =
        AnyOf("Europe/Berlin", "America/New_York", "Asia/Beirut", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC");

    /// <summary>Days around both changes of the clock, and a leap day.</summary>
    private static readonly Gen<DateTimeOffset> AnyTime =
        Gen.Select(AnyOf("2024-02-26", "2026-03-05", "2026-03-24", "2026-04-01", "2026-10-01", "2026-10-21", "2026-10-30"),
            Gen.Int[0, (5 * 1440 / Step) - 1])
            .Select((day, steps) => DateTimeOffset.Parse($"{day}T00:00:00Z").AddMinutes(steps * Step));

    /// <summary>
    /// Openings that neither begin nor end at a local time that occurs twice, so that the count by minutes is unambiguous.
    /// </summary>
    private static readonly Gen<Opening> AnyOpening =
        Gen.Select(Gen.Int[0, 6], AnyOf(0, 6, 8, 9), AnyOf(12, 15, 17, 22, 24), AnyOf(0, 15, 30)).Select((day, opens, closes, minutes) =>
            new Opening((DayOfWeek)day, new(opens, opens == 0 ? 0 : minutes), closes == 24 ? TimeOnly.MinValue : new(closes, minutes)));

    private static readonly Gen<List<Opening>> AnyWeek = AnyOpening.Array[1, 7]
        .Select(week => week.DistinctBy(opening => opening.Day).ToList());

    private static readonly Gen<List<Holiday>> AnyHolidays =
        Gen.Int[0, 20].Array[0, 4]
            .Select(days => days.Distinct().Select(day => new Holiday(new DateOnly(2026, 3, 20).AddDays(day), "Closed")).ToList());

    private static Gen<T> AnyOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);

    [Fact]
    public void Due_times_equal_a_count_minute_by_minute_across_calendars_and_daylight_saving() =>
        Gen.Select(AnyZone, AnyWeek, AnyHolidays, AnyTime, Gen.Int[1, 300]).Sample((zoneName, week, holidays, from, steps) =>
        {
            var zone = DateTimeZoneProviders.Tzdb[zoneName];
            var target = TimeSpan.FromMinutes(steps * Step);
            var due = new BusinessTime(zone, week, holidays).Add(from, target);
            Assert.Equal(Count(zone, week, holidays, from, target), due);
            Assert.Equal(target, new BusinessTime(zone, week, holidays).Between(from, due));
        }, iter: 300);

    [Fact]
    public void Business_time_added_in_parts_equals_the_time_added_at_once_and_never_goes_back() =>
        Gen.Select(AnyZone, AnyWeek, AnyTime, Gen.Int[1, 2000], Gen.Int[1, 2000]).Sample((zoneName, week, from, one, other) =>
        {
            var time = new BusinessTime(DateTimeZoneProviders.Tzdb[zoneName], week, []);
            var first = time.Add(from, TimeSpan.FromMinutes(one));
            Assert.True(first > from);
            Assert.Equal(time.Add(from, TimeSpan.FromMinutes(one + other)), time.Add(first, TimeSpan.FromMinutes(other)));
        }, iter: 1000);

    [Theory]
    // Friday 16:30 in Berlin: the two hours end on Monday.
    [InlineData("Europe/Berlin", "2026-01-02T15:30:00Z", 120, "2026-01-05T09:30:00Z")]
    // Epiphany is a holiday.
    [InlineData("Europe/Berlin", "2026-01-05T15:30:00Z", 60, "2026-01-07T08:30:00Z")]
    // The clock goes forward on Sunday: Monday opens one hour earlier in UTC.
    [InlineData("Europe/Berlin", "2026-03-27T15:30:00Z", 60, "2026-03-30T07:30:00Z")]
    // The clock goes back.
    [InlineData("Europe/Berlin", "2026-10-23T14:30:00Z", 60, "2026-10-26T08:30:00Z")]
    [InlineData("America/New_York", "2026-01-02T21:30:00Z", 60, "2026-01-05T14:30:00Z")]
    public void Nine_to_five_on_weekdays(string zone, string from, int minutes, string due)
    {
        List<Opening> week = [.. Enumerable.Range(1, 5).Select(day => new Opening((DayOfWeek)day, new(9, 0), new(17, 0)))];
        var time = new BusinessTime(DateTimeZoneProviders.Tzdb[zone], week, [new(new(2026, 1, 6), "Epiphany")]);
        Assert.Equal(DateTimeOffset.Parse(due), time.Add(DateTimeOffset.Parse(from), TimeSpan.FromMinutes(minutes)));
    }

    /// <summary>Counts business time in another way: minute by minute, by the local clock.</summary>
    private static DateTimeOffset Count(DateTimeZone zone, List<Opening> week, List<Holiday> holidays, DateTimeOffset from, TimeSpan target)
    {
        var (at, left) = (from, target);
        while (left > TimeSpan.Zero)
        {
            var local = Instant.FromDateTimeOffset(at).InZone(zone).LocalDateTime.ToDateTimeUnspecified();
            var (date, time) = (DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
            var isOpen = holidays.All(holiday => holiday.Date != date) && week.Any(opening =>
                opening.Day == date.DayOfWeek && time >= opening.Opens && (opening.Closes == TimeOnly.MinValue || time < opening.Closes));
            at = at.AddMinutes(Step);
            left -= isOpen ? TimeSpan.FromMinutes(Step) : TimeSpan.Zero;
        }

        return at;
    }
}
