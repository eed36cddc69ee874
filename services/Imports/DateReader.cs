using System.Globalization;
using System.Text.RegularExpressions;

namespace Funnel.Imports;

/// <summary>Reads dates and times as exports and spreadsheets write them.</summary>
/// <remarks>
/// <c>2026-01-31</c>, <c>20260131</c>, <c>31.01.2026</c>, <c>1/31/2026 9:30 PM</c>, <c>31 Jan 2026</c>, <c>January 31, 2026</c>, with or
/// without a time, with or without an offset. A date with dots has the day first. For a date with slashes or dashes the order decides.
/// </remarks>
public static partial class DateReader
{
    public const string Accepted = "Write 2026-01-31, 2026-01-31 09:30:00 or 2026-01-31T09:30:00+01:00";

    private static readonly string[] Months =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <param name="text">The text of the field.</param>
    /// <param name="order">The order of day and month, if it is known.</param>
    /// <param name="time">The date and time.</param>
    public static bool TryRead(string text, DayOrder? order, out WrittenTime time)
    {
        time = default;
        var match = Shape().Match(text.Trim());
        if (!match.Success || PartsOf(match, order) is not var (year, month, day)
            || year is < 2 or > 9998 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || !TryTime(match, out var clock, out var offset))
        {
            return false;
        }

        time = new(new(year, month, day), clock, offset);
        return true;
    }

    public static OrderEvidence EvidenceOf(string text)
    {
        var match = Shape().Match(text.Trim());
        if (!match.Groups["first"].Success || match.Groups["mark"].Value == ".")
        {
            return OrderEvidence.None;
        }

        var (first, second) = (Number(match, "first"), Number(match, "second"));
        return first == second || (first > 12 && second > 12) ? OrderEvidence.None
            : first > 12 ? OrderEvidence.DayMonth
            : second > 12 ? OrderEvidence.MonthDay
            : OrderEvidence.Unclear;
    }

    private static (int Year, int Month, int Day)? PartsOf(Match match, DayOrder? order)
    {
        if (match.Groups["iso"].Success)
        {
            return (Number(match, "iso"), Number(match, "isoMonth"), Number(match, "isoDay"));
        }

        if (match.Groups["name"].Success)
        {
            var name = match.Groups["name"].Value;
            var month = Array.FindIndex(Months, known => name.StartsWith(known, StringComparison.OrdinalIgnoreCase)) + 1;
            var isWhole = name.Length <= 4 || (month > 0
                && name.Equals(CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(month), StringComparison.OrdinalIgnoreCase));
            return isWhole ? (Number(match, "nameYear"), month, Number(match, "nameDay")) : null;
        }

        var (first, second, year) = (Number(match, "first"), Number(match, "second"), Number(match, "year"));
        // POSIX: 69 to 99 are of the last century.
        year += match.Groups["year"].Length == 4 ? 0 : year < 69 ? 2000 : 1900;
        var told = match.Groups["mark"].Value == "." ? DayOrder.DayMonth : EvidenceOf(match.Value) switch
        {
            OrderEvidence.DayMonth => DayOrder.DayMonth,
            OrderEvidence.MonthDay => DayOrder.MonthDay,
            OrderEvidence.None => DayOrder.DayMonth,
            _ => order,
        };
        return told switch
        {
            DayOrder.DayMonth => (year, second, first),
            DayOrder.MonthDay => (year, first, second),
            _ => null,
        };
    }

    private static bool TryTime(Match match, out TimeOnly? time, out TimeSpan? offset)
    {
        (time, offset) = (null, null);
        if (!match.Groups["hour"].Success)
        {
            return true;
        }

        var (hour, minute, second) = (Number(match, "hour"), Number(match, "minute"),
            match.Groups["seconds"].Success ? Number(match, "seconds") : 0);
        if (match.Groups["half"].Success)
        {
            if (hour is < 1 or > 12)
            {
                return false;
            }

            hour = hour % 12 + (match.Groups["half"].Value[0] is 'p' or 'P' ? 12 : 0);
        }

        if (hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        var fraction = match.Groups["fraction"].Success ? match.Groups["fraction"].Value.PadRight(7, '0')[..7] : "0";
        time = new TimeOnly(hour, minute, second).Add(TimeSpan.FromTicks(long.Parse(fraction, CultureInfo.InvariantCulture)));
        if (match.Groups["sign"].Success)
        {
            offset = new TimeSpan(Number(match, "zoneHour"), Number(match, "zoneMinute"), 0);
            offset = match.Groups["sign"].Value == "+" ? offset : -offset;
        }
        else if (match.Groups["utc"].Success)
        {
            offset = TimeSpan.Zero;
        }

        return offset is null || offset.Value.Duration() <= TimeSpan.FromHours(14);
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("""
        ^(?:(?<iso>[0-9]{4})(?<isoMark>[-/.]?)(?<isoMonth>[0-9]{2})\k<isoMark>(?<isoDay>[0-9]{2})
          |(?<iso>[0-9]{4})-(?<isoMonth>[0-9])-(?<isoDay>[0-9]{1,2})
          |(?<first>[0-9]{1,2})(?<mark>[-/.])(?<second>[0-9]{1,2})\k<mark>(?<year>[0-9]{4}|[0-9]{2})
          |(?<nameDay>[0-9]{1,2})(?:st|nd|rd|th)?[-\ .]{1,2}(?<name>[A-Za-z]{3,9})\.?[-\ ,]{1,2}(?<nameYear>[0-9]{4})
          |(?<name>[A-Za-z]{3,9})\.?[\ ](?<nameDay>[0-9]{1,2})(?:st|nd|rd|th)?,?[\ ](?<nameYear>[0-9]{4}))
        (?:(?:T|,?\ {1,2})(?<hour>[0-9]{1,2}):(?<minute>[0-9]{2})(?::(?<seconds>[0-9]{2})(?:[.,](?<fraction>[0-9]{1,9}))?)?
          (?:\ ?(?<half>[AaPp])\.?[Mm]\.?)?
          (?:\ ?(?:(?<utc>Z|z|UTC|GMT)|(?<sign>[-+])(?<zoneHour>[0-9]{2}):?(?<zoneMinute>[0-9]{2})))?)?$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
