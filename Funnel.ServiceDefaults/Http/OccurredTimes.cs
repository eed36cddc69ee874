namespace Funnel.ServiceDefaults;

/// <summary>Checks the times that callers give for events, such as history that is imported from another system.</summary>
public static class OccurredTimes
{
    /// <summary>A caller's clock may be ahead of ours by this much.</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(5);

    /// <summary>Midnight in UTC stands for a day without a time. Kiribati begins a day this much earlier.</summary>
    private static readonly TimeSpan DayLeeway = TimeSpan.FromHours(14);

    private static readonly DateTimeOffset Earliest = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Refusal OutOfRange = new("occurred-at-out-of-range", 422, "The time is outside the accepted range.");

    /// <summary>
    /// Checks that each given time lies between 1990 and now, with five minutes of leeway for a fast clock. A day without a time is
    /// not in the future if it is today somewhere on earth.
    /// </summary>
    public static Result Check(DateTimeOffset now, params ReadOnlySpan<DateTimeOffset?> times)
    {
        foreach (var time in times)
        {
            if (time < Earliest || time > now + (IsDay(time) ? DayLeeway : Leeway))
            {
                return OutOfRange.Because(
                    $"The time is {time:O}. Accepted are times from 1990 to five minutes from now ({now + Leeway:O}).");
            }
        }

        return Result.Done;
    }

    private static bool IsDay(DateTimeOffset? time) => time?.UtcTicks % TimeSpan.TicksPerDay == 0;

    /// <summary>Cuts the time to microseconds, the precision of the database, so that a stored time equals the given one.</summary>
    public static DateTimeOffset ToMicroseconds(this DateTimeOffset time) =>
        new(time.UtcTicks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
}
