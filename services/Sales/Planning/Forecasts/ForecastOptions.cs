using System.ComponentModel.DataAnnotations;
using Funnel.Values;
using NodaTime;

namespace Funnel.Sales.Forecasts;

/// <summary>Settings of forecasts and quotas, section <c>Forecasts</c>.</summary>
internal sealed class ForecastOptions : IValidatableObject
{
    public const string Section = "Forecasts";

    /// <summary>The reporting currency of all forecasts and quotas, an ISO 4217 code.</summary>
    public string Currency { get; init; } = "EUR";

    /// <summary>IANA name of the time zone. It decides on which day a deal was won and when a day ends.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>The hour of the day, in that time zone, at which the daily snapshot is taken.</summary>
    [Range(0, 23, ErrorMessage = "Forecasts:SnapshotHour must be between 0 and 23.")]
    public int SnapshotHour { get; init; } = 1;

    public DateTimeZone Zone => TimeZones.Get(TimeZone);

    public DateOnly DayOf(DateTimeOffset time) => Days.DayOf(time, Zone);

    /// <summary>The day whose snapshot is due: the current day in the time zone, or the day before until the snapshot hour.</summary>
    /// <remarks>Local time is shifted, not UTC, so that the rule also holds on days of 23 or 25 hours.</remarks>
    public DateOnly SnapshotDay(DateTimeOffset now) =>
        Instant.FromDateTimeOffset(now).InZone(Zone).LocalDateTime.PlusHours(-SnapshotHour).Date.ToDateOnly();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Money.Of(0, Currency).IsRefused(out _, out _))
        {
            yield return new($"{Section}:Currency is '{Currency}', which is not an ISO 4217 currency code in use. Use a code such as EUR.");
        }

        if (TimeZones.Find(TimeZone) is null)
        {
            yield return new($"{Section}:TimeZone is '{TimeZone}', which is not an IANA time zone. Use a name such as Europe/Berlin.");
        }
    }
}
