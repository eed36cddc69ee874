using System.Globalization;
using System.Text.RegularExpressions;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Views;

/// <summary>A day in a filter: a date, or a day relative to the current day, so that a saved view stays current.</summary>
internal static partial class RelativeDay
{
    public const string Pattern =
        @"^(\d{4}-\d{2}-\d{2}|(today|weekStart|monthStart|quarterStart|yearStart)([+ -]\d{1,4}[dwmqy]){0,2})$";

    public const string Description =
        " A date, or a day relative to the current day: `today`, `weekStart` (Monday), `monthStart`, `quarterStart` or `yearStart`, with "
            + "up to two shifts such as `-30d`, `+1w`, `-1m`, `+1q` or `-1y`. `monthStart+1m-1d` is the last day of this month. Write `+` "
            + "as `%2B` in a URL.";

    private static readonly Refusal Wrong = new("day-not-valid", 422, "The day does not exist.");

    /// <param name="parameter">The name of the parameter, for the refusal.</param>
    /// <param name="text">A text that matches <see cref="Pattern"/>. Null gives null.</param>
    /// <param name="today">The current day.</param>
    public static Result<FilterDay> Read(string parameter, string? text, DateOnly today)
    {
        if (text is null)
        {
            return new FilterDay(null);
        }

        if (char.IsAsciiDigit(text[0]))
        {
            return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                ? new FilterDay(date)
                : Wrong.Because($"`{parameter}` is '{text}', which is not a day of the calendar. Write a day as 2026-01-31.");
        }

        var match = Relative().Match(text);
        var day = match.Groups["base"].Value switch
        {
            "weekStart" => today.AddDays(-(((int)today.DayOfWeek + 6) % 7)),
            "monthStart" => new DateOnly(today.Year, today.Month, 1),
            "quarterStart" => new DateOnly(today.Year, today.Month - ((today.Month - 1) % 3), 1),
            "yearStart" => new DateOnly(today.Year, 1, 1),
            _ => today,
        };
        foreach (Capture shift in match.Groups["shift"].Captures)
        {
            var by = int.Parse(shift.ValueSpan[1..^1], CultureInfo.InvariantCulture) * (shift.Value[0] == '-' ? -1 : 1);
            var months = shift.Value[^1] switch { 'm' => by, 'q' => by * 3, 'y' => by * 12, _ => 0 };
            var days = shift.Value[^1] switch { 'd' => by, 'w' => by * 7, _ => 0 };
            if (Math.Abs((day.Year * 12L) + months - (today.Year * 12L)) > 12_000)
            {
                return Wrong.Because($"`{parameter}` is '{text}', which is more than a thousand years away.");
            }

            day = day.AddMonths(months).AddDays(days);
        }

        return new FilterDay(day);
    }

    [GeneratedRegex(@"^(?<base>[a-zA-Z]+)(?<shift>[+ -]\d{1,4}[dwmqy])*$")]
    private static partial Regex Relative();
}

/// <param name="Day">Null without a condition.</param>
internal readonly record struct FilterDay(DateOnly? Day);
