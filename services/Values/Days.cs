using NodaTime;
using NodaTime.TimeZones;

namespace Funnel.Values;

/// <summary>Calendar days, and the moments at which they begin.</summary>
public static class Days
{
    // Kiribati is the first place to begin a day, Baker Island the last.
    private const int FirstZone = 14, LastZone = -12;

    private static readonly ZoneLocalMappingResolver FirstMoment =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    /// <summary>The latest day that is today somewhere on earth. A day up to this one is not in the future.</summary>
    public static DateOnly LatestToday(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime.AddHours(FirstZone));

    /// <summary>The earliest day that is today somewhere on earth. A day from this one on is not in the past.</summary>
    public static DateOnly EarliestToday(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime.AddHours(LastZone));

    /// <summary>The day of a moment in a time zone.</summary>
    public static DateOnly DayOf(DateTimeOffset time, DateTimeZone zone) =>
        Instant.FromDateTimeOffset(time).InZone(zone).Date.ToDateOnly();

    /// <summary>
    /// The moment at which a day begins in a time zone. Where clocks go back over midnight, the day begins at the first of the two
    /// midnights; where they go forward over midnight, it begins at the first time after the gap.
    /// </summary>
    public static DateTimeOffset StartOf(DateOnly day, DateTimeZone zone) =>
        LocalDate.FromDateOnly(day).AtMidnight().InZone(zone, FirstMoment).ToInstant().ToDateTimeOffset();

    /// <summary>
    /// The moment of a local time in a time zone. The clock skips an hour in spring: a time in this hour means the same time after the
    /// change. A time that comes twice in autumn means the first.
    /// </summary>
    public static DateTimeOffset At(DateOnly day, TimeOnly time, DateTimeZone zone) =>
        LocalDateTime.FromDateTime(day.ToDateTime(time)).InZoneLeniently(zone).ToInstant().ToDateTimeOffset();

    /// <summary>The same local time a number of months earlier or later.</summary>
    public static DateTimeOffset AddMonths(DateTimeOffset time, int months, DateTimeZone zone) =>
        Instant.FromDateTimeOffset(time).InZone(zone).LocalDateTime.PlusMonths(months).InZoneLeniently(zone).ToInstant()
            .ToDateTimeOffset();

    /// <summary>
    /// The day some months later that falls on the anchor day, or on the last day of a month that is too short for it. From the 28th
    /// of February with anchor 31, the next months are those of the 31st of March and the 30th of April.
    /// </summary>
    /// <param name="anchor">The day of the month, 1 to 31.</param>
    public static DateOnly AddMonths(DateOnly day, int months, int anchor)
    {
        var first = new DateOnly(day.Year, day.Month, 1).AddMonths(months);
        return Anchored(first, anchor);
    }

    /// <summary>Whether the day is the anchor day of its month.</summary>
    /// <inheritdoc cref="AddMonths(DateOnly, int, int)" path="/param"/>
    public static bool IsAnchored(DateOnly day, int anchor) => day == Anchored(day, anchor);

    private static DateOnly Anchored(DateOnly day, int anchor) =>
        new(day.Year, day.Month, Math.Min(anchor, DateTime.DaysInMonth(day.Year, day.Month)));
}
