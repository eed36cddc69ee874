using Funnel.Messaging;
using Funnel.ServiceDefaults;
using NodaTime;

namespace Funnel.Sales.Sla;

/// <summary>A stretch of a weekday in which a team is at work, by the local clock.</summary>
/// <param name="Closes">Later on the same day; 00:00 is the day's end.</param>
public sealed record Opening(DayOfWeek Day, TimeOnly Opens, TimeOnly Closes)
{
    internal int Minutes => ((Closes == TimeOnly.MinValue ? 24 * 60 : (int)Closes.ToTimeSpan().TotalMinutes) - (int)Opens.ToTimeSpan().TotalMinutes);
}

/// <summary>A day on which nobody is at work.</summary>
public sealed record Holiday(DateOnly Date, string Name);

/// <summary>When a team is at work: weekly hours in a time zone, and holidays.</summary>
internal sealed class BusinessCalendar : IVersioned
{
    public const int CodeLength = 60, NameLength = 200, TimeZoneLength = 60, HolidayLength = 100;
    public const string CodePattern = "^[a-z0-9]+(-[a-z0-9]+)*$";
    public const int MostOpenings = 50, MostHolidays = 1000, LeastMinutesAWeek = 60;

    private BusinessCalendar()
    {
    }

    /// <summary>Kebab-case; never changes.</summary>
    public string Code { get; private init; } = "";

    public string Name { get; private set; } = "";

    /// <summary>By the IANA's name, such as <c>Europe/Berlin</c>.</summary>
    public string TimeZone { get; private set; } = "";

    public IReadOnlyList<Opening> Hours { get; private set; } = [];

    public IReadOnlyList<Holiday> Holidays { get; private set; } = [];

    /// <summary>Rises with each change.</summary>
    public int Version { get; private set; }

    public BusinessTime Time => new(DateTimeZoneProviders.Tzdb[TimeZone], Hours, Holidays);

    public static BusinessCalendar Make(string code) => new() { Code = code };

    /// <returns>Why it can't be so, or null.</returns>
    public Refusal? Become(string name, string timeZone, IReadOnlyList<Opening> hours, IReadOnlyList<Holiday> holidays)
    {
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZone) is null)
        {
            return SlaRefusals.UnknownTimeZone.Because($"'{timeZone}' is none.");
        }

        if (hours.FirstOrDefault(opening => opening.Minutes <= 0) is { } backwards)
        {
            return SlaRefusals.HoursWrong.Because($"On {backwards.Day} it would close at {backwards.Closes:HH:mm}, before it opens at {backwards.Opens:HH:mm}.");
        }

        foreach (var day in hours.GroupBy(opening => opening.Day))
        {
            var ordered = day.OrderBy(opening => opening.Opens).ToList();
            if (ordered.Zip(ordered.Skip(1)).Any(pair => pair.First.Closes > pair.Second.Opens || pair.First.Closes == TimeOnly.MinValue))
            {
                return SlaRefusals.HoursWrong.Because($"Two openings of {day.Key} overlap.");
            }
        }

        if (hours.Sum(opening => opening.Minutes) < LeastMinutesAWeek)
        {
            return SlaRefusals.HoursWrong.Because("It must be open for an hour a week at the least.");
        }

        if (holidays.GroupBy(holiday => holiday.Date).FirstOrDefault(day => day.Count() > 1) is { } twice)
        {
            return SlaRefusals.HoursWrong.Because($"{twice.Key:yyyy-MM-dd} is given as a holiday twice.");
        }

        (Name, TimeZone, Version) = (name.Trim(), timeZone, Version + 1);
        Hours = [.. hours.OrderBy(opening => opening.Day).ThenBy(opening => opening.Opens)];
        Holidays = [.. holidays.OrderBy(holiday => holiday.Date)];
        return null;
    }
}
