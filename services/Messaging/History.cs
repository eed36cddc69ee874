using Funnel.ServiceDefaults;

namespace Funnel.Messaging;

/// <summary>Times of things that happened before they were told: history that moves in from another system.</summary>
public static class History
{
    /// <summary>Callers' clocks may be this far ahead of ours.</summary>
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(5);

    private static readonly DateTimeOffset Earliest = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Refusal OutOfRange = new("occurred-at-out-of-range", 422, "A thing happens between 1990 and now; clocks may differ by five minutes.");

    /// <returns>Why none of these times can be, or null.</returns>
    public static Refusal? Refuse(DateTimeOffset now, params ReadOnlySpan<DateTimeOffset?> times)
    {
        foreach (var time in times)
        {
            if (time < Earliest || time > now + Leeway)
            {
                return OutOfRange.Because($"{time:O} is not between them.");
            }
        }

        return null;
    }

    /// <summary>The time to the microsecond, as the database keeps it, so that the same time told twice is the same.</summary>
    public static DateTimeOffset ToMicroseconds(this DateTimeOffset time) => new(time.UtcTicks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
}
