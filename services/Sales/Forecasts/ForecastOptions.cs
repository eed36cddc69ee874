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
