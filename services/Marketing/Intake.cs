using Funnel.ServiceDefaults;

namespace Funnel.Marketing;

/// <summary>What every way in does to what callers send: blank is absent, and a time is one that can have been.</summary>
internal static class Intake
{
    public static readonly Refusal OccurredAtOutOfRange = new("occurred-at-out-of-range", 422,
        "A thing happens between 1990 and now; clocks may differ by five minutes.");

    private static readonly DateTimeOffset Earliest = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(5);

    /// <summary>Blank is not erase: an empty text says as little as none.</summary>
    public static string? OrNull(this string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    public static bool CannotHaveHappened(DateTimeOffset? occurredAt, DateTimeOffset now) =>
        occurredAt is { } time && (time < Earliest || time > now + ClockDifference);

    /// <summary>
    /// The database keeps microseconds: cut here, so that a fact and its row name the same time and compare as equal.
    /// </summary>
    public static DateTimeOffset ToMicroseconds(this DateTimeOffset time) => new(time.UtcTicks / 10 * 10, TimeSpan.Zero);
}
