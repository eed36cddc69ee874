using System.Globalization;

namespace Funnel.Values;

/// <summary>Reads times and days as RFC 3339 writes them.</summary>
/// <remarks>
/// <c>2026-01-31T09:30:00Z</c>, <c>2026-01-31t09:30:00.123456789z</c>, <c>2026-01-31 09:30:00+01:00</c>. Seconds may be left out, as in
/// ISO 8601. A second 60, which clocks insert now and then, is the last second of its minute. Digits after the seventh decimal are
/// cut off. The answers of Funnel are accepted as well: they have seven decimals and a Z.
/// </remarks>
public static class Rfc3339
{
    private const int MostDecimals = 7, DateLength = 10;

    /// <summary>The time with the offset that is written.</summary>
    public static bool TryReadTime(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length < DateLength + 7 || text[DateLength] is not ('T' or 't' or ' ') || !TryDate(text[..DateLength], out var day))
        {
            return false;
        }

        var rest = text[(DateLength + 1)..];
        if (!TryTwoDigits(ref rest, 23, out var hour) || !TrySkip(ref rest, ':') || !TryTwoDigits(ref rest, 59, out var minute))
        {
            return false;
        }

        var (second, fraction) = (0, 0L);
        if (TrySkip(ref rest, ':') && (!TryTwoDigits(ref rest, 60, out second) || !TryFraction(ref rest, out fraction)))
        {
            return false;
        }

        if (!TryOffset(rest, out var offset))
        {
            return false;
        }

        var local = day.ToDateTime(new TimeOnly(hour, minute, Math.Min(second, 59))).AddTicks(fraction);
        var utc = local.Ticks - offset.Ticks;
        if (utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        time = new(local, offset);
        return true;
    }

    /// <summary>The day that is written, alone or before a time. The offset does not change it.</summary>
    public static bool TryReadDay(ReadOnlySpan<char> text, out DateOnly day)
    {
        if (text.Length == DateLength)
        {
            return TryDate(text, out day);
        }

        var isTime = TryReadTime(text, out var time);
        day = isTime ? DateOnly.FromDateTime(time.DateTime) : default;
        return isTime;
    }

    private static bool TryDate(ReadOnlySpan<char> text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static bool TryTwoDigits(ref ReadOnlySpan<char> rest, int largest, out int value)
    {
        value = 0;
        if (rest.Length < 2 || !char.IsAsciiDigit(rest[0]) || !char.IsAsciiDigit(rest[1]))
        {
            return false;
        }

        value = ((rest[0] - '0') * 10) + rest[1] - '0';
        rest = rest[2..];
        return value <= largest;
    }

    private static bool TrySkip(ref ReadOnlySpan<char> rest, char sign)
    {
        var isThere = rest.Length > 0 && rest[0] == sign;
        rest = isThere ? rest[1..] : rest;
        return isThere;
    }

    private static bool TryFraction(ref ReadOnlySpan<char> rest, out long ticks)
    {
        ticks = 0;
        if (!TrySkip(ref rest, '.'))
        {
            return true;
        }

        var digits = rest.IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0)
        {
            return false;
        }

        for (var at = 0; at < MostDecimals; at++)
        {
            ticks = (ticks * 10) + (at < digits ? rest[at] - '0' : 0);
        }

        rest = rest[digits..];
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<char> rest, out TimeSpan offset)
    {
        offset = default;
        if (rest is "Z" or "z")
        {
            return true;
        }

        var isWest = rest.Length > 0 && rest[0] == '-';
        if (!isWest && (rest.Length == 0 || rest[0] != '+'))
        {
            return false;
        }

        rest = rest[1..];
        if (!TryTwoDigits(ref rest, 14, out var hours) || !TrySkip(ref rest, ':') || !TryTwoDigits(ref rest, 59, out var minutes)
            || rest.Length > 0 || (hours == 14 && minutes > 0))
        {
            return false;
        }

        offset = new(isWest ? -hours : hours, isWest ? -minutes : minutes, 0);
        return true;
    }
}
