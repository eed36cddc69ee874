using NodaTime;
using NodaTime.TimeZones;

namespace Funnel.Sales.Sla;

/// <summary>Counts business time: the weekly hours of a calendar in its time zone, without holidays.</summary>
/// <remarks>
/// Hours are local times, and durations are elapsed times: an opening across the end of daylight saving time lasts one hour longer.
/// A local time that the clock skips is the time at which the clock resumes. A local time that occurs twice is the first one.
/// </remarks>
internal sealed class BusinessTime(DateTimeZone zone, IReadOnlyList<Opening> week, IReadOnlyList<Holiday> holidays)
{
    private static readonly ZoneLocalMappingResolver Local =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    private readonly ILookup<DayOfWeek, Opening> byDay = week.OrderBy(opening => opening.Opens).ToLookup(opening => opening.Day);
    private readonly HashSet<DateOnly> closed = [.. holidays.Select(holiday => holiday.Date)];

    /// <summary>The time at which the given business time has passed. The calendar must have at least one opening a week.</summary>
    public DateTimeOffset Add(DateTimeOffset from, TimeSpan time)
    {
        var left = time;
        foreach (var (opens, closes) in From(from))
        {
            if (closes - opens >= left)
            {
                return opens + left;
            }

            left -= closes - opens;
        }

        throw new InvalidOperationException("A calendar has openings without end.");
    }

    public TimeSpan Between(DateTimeOffset from, DateTimeOffset to)
    {
        var time = TimeSpan.Zero;
        foreach (var (opens, closes) in From(from))
        {
            if (opens >= to)
            {
                break;
            }

            time += (closes < to ? closes : to) - opens;
        }

        return time;
    }

    /// <summary>The openings from a time on, without end. The first one may have begun before that time and is cut.</summary>
    private IEnumerable<(DateTimeOffset Opens, DateTimeOffset Closes)> From(DateTimeOffset time)
    {
        for (var day = Instant.FromDateTimeOffset(time).InZone(zone).Date; ; day = day.PlusDays(1))
        {
            var date = day.ToDateOnly();
            foreach (var opening in closed.Contains(date) ? [] : byDay[date.DayOfWeek])
            {
                var opens = At(day, opening.Opens);
                var closes = At(opening.Closes == TimeOnly.MinValue ? day.PlusDays(1) : day, opening.Closes);
                if (closes > time && closes > opens)
                {
                    yield return (opens > time ? opens : time, closes);
                }
            }
        }
    }

    private DateTimeOffset At(LocalDate day, TimeOnly time) =>
        zone.ResolveLocal(day.At(LocalTime.FromTimeOnly(time)), Local).ToInstant().ToDateTimeOffset();
}
