using NodaTime;
using NodaTime.TimeZones;

namespace Funnel.Sales.Sla;

/// <summary>Counts the time in which a team is at work: weekly hours in a time zone, but not on holidays.</summary>
/// <remarks>
/// Hours are local, lengths are real: an opening across the end of daylight saving lasts an hour longer. An hour that the
/// clock skips begins when it goes on; one that it shows twice begins the first time.
/// </remarks>
internal sealed class BusinessTime(DateTimeZone zone, IReadOnlyList<Opening> week, IReadOnlyList<Holiday> holidays)
{
    private static readonly ZoneLocalMappingResolver Local = Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    private readonly ILookup<DayOfWeek, Opening> byDay = week.OrderBy(opening => opening.Opens).ToLookup(opening => opening.Day);
    private readonly HashSet<DateOnly> closed = [.. holidays.Select(holiday => holiday.Date)];

    /// <summary>When that much business time has passed. At least one opening a week must last.</summary>
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

        throw new InvalidOperationException("A calendar has openings for ever.");
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

    /// <summary>What is left of the openings from a time on, without end.</summary>
    private IEnumerable<(DateTimeOffset Opens, DateTimeOffset Closes)> From(DateTimeOffset time)
    {
        for (var day = Instant.FromDateTimeOffset(time).InZone(zone).Date; ; day = day.PlusDays(1))
        {
            var date = day.ToDateOnly();
            foreach (var opening in closed.Contains(date) ? [] : byDay[date.DayOfWeek])
            {
                var (opens, closes) = (At(day, opening.Opens), opening.Closes == TimeOnly.MinValue ? At(day.PlusDays(1), opening.Closes) : At(day, opening.Closes));
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
