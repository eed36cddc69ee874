using System.ComponentModel.DataAnnotations;

namespace Funnel.Sales.Forecasts;

/// <summary>Settings of the forecast, section <c>Forecasts</c>.</summary>
internal sealed class ForecastOptions : IValidatableObject
{
    public const string Section = "Forecasts";

    /// <summary>ISO 4217: the currency of all forecasts and quotas.</summary>
    public string Currency { get; init; } = "EUR";

    /// <summary>IANA name. In which day a deal was won, and when a day is over, is meant by the clocks there.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>The full hour, by the clocks of that zone, at which the day's snapshot is taken.</summary>
    [Range(0, 23, ErrorMessage = "Forecasts:SnapshotHour must lie between 0 and 23.")]
    public int SnapshotHour { get; init; } = 1;

    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    public DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, Zone).DateTime);

    /// <summary>The day whose snapshot is due: that of the clocks there, and until their hour the day before, on a day of 23 or 25 hours as well.</summary>
    public DateOnly SnapshotDay(DateTimeOffset now) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, Zone).DateTime.AddHours(-SnapshotHour));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Money.Of(0, Currency).IsRefused(out _, out _))
        {
            yield return new($"{Section}:Currency must be an ISO 4217 code in use; '{Currency}' is none.");
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
        {
            yield return new($"{Section}:TimeZone must be an IANA time zone such as Europe/Berlin; '{TimeZone}' is none.");
        }
    }
}
