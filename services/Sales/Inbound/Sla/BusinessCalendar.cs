using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Funnel.Values;

namespace Funnel.Sales.Sla;

/// <summary>A time of a weekday at which a team works, in local time.</summary>
/// <param name="Closes">A later time on the same day. 00:00 means the end of the day.</param>
public sealed record Opening(DayOfWeek Day, TimeOnly Opens, TimeOnly Closes)
{
    internal int Minutes =>
        (Closes == TimeOnly.MinValue ? 24 * 60 : (int)Closes.ToTimeSpan().TotalMinutes) - (int)Opens.ToTimeSpan().TotalMinutes;
}

/// <summary>A day without working hours.</summary>
public sealed record Holiday(DateOnly Date, string Name);

/// <summary>The working time of a team: weekly hours in a time zone, without holidays.</summary>
internal sealed class BusinessCalendar : IVersioned
{
    public const int CodeLength = 60, NameLength = 200, TimeZoneLength = 60, HolidayLength = 100;
    public const string CodePattern = "^[a-z0-9]+(-[a-z0-9]+)*$";
    public const int MostOpenings = 50, MostHolidays = 1000, LeastMinutesAWeek = 60;

    private BusinessCalendar()
    {
    }

    /// <summary>Kebab-case. It never changes.</summary>
    public string Code { get; private init; } = "";

    public string Name { get; private set; } = "";

    /// <summary>IANA name, such as <c>Europe/Berlin</c>.</summary>
    public string TimeZone { get; private set; } = "";

    public IReadOnlyList<Opening> Hours { get; private set; } = [];

    public IReadOnlyList<Holiday> Holidays { get; private set; } = [];

    /// <summary>Increases with each change.</summary>
    public int Version { get; private set; }

    public BusinessTime Time => new(TimeZones.Get(TimeZone), Hours, Holidays);

    public static BusinessCalendar Create(string code) => new() { Code = code };

    public Result Update(string name, string timeZone, IReadOnlyList<Opening> hours, IReadOnlyList<Holiday> holidays)
    {
        if (TimeZones.Find(timeZone) is not { } zone)
        {
            return SlaRefusals.TimeZoneUnknown(timeZone);
        }

        if (hours.FirstOrDefault(opening => opening.Minutes <= 0) is { } backwards)
        {
            return SlaRefusals.HoursWrong(
                $"An opening on {backwards.Day} closes at {backwards.Closes:HH:mm}, which is not after it opens "
                    + $"at {backwards.Opens:HH:mm}.");
        }

        foreach (var day in hours.GroupBy(opening => opening.Day))
        {
            var ordered = day.OrderBy(opening => opening.Opens).ToList();
            if (ordered.Zip(ordered.Skip(1)).Any(pair => pair.First.Closes > pair.Second.Opens || pair.First.Closes == TimeOnly.MinValue))
            {
                return SlaRefusals.HoursWrong($"Two openings on {day.Key} overlap.");
            }
        }

        if (hours.Sum(opening => opening.Minutes) < LeastMinutesAWeek)
        {
            return SlaRefusals.HoursWrong($"The hours of a week add up to less than {LeastMinutesAWeek} minutes.");
        }

        if (holidays.GroupBy(holiday => holiday.Date).FirstOrDefault(day => day.Count() > 1) is { } twice)
        {
            return SlaRefusals.HoursWrong($"The holiday {twice.Key:yyyy-MM-dd} is given twice.");
        }

        (Name, TimeZone, Version) = (name.Trim(), zone.Id, Version + 1);
        Hours = [.. hours.OrderBy(opening => opening.Day).ThenBy(opening => opening.Opens)];
        Holidays = [.. holidays.OrderBy(holiday => holiday.Date)];
        return Result.Done;
    }
}
