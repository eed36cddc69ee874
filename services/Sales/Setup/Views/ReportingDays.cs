namespace Funnel.Sales.Views;

/// <summary>The days of filters. They are those of forecasts and quotas: Planning registers its time zone.</summary>
internal sealed class ReportingDays(TimeZoneInfo zone)
{
    public DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, zone).DateTime);

    /// <summary>The moment at which a day begins.</summary>
    public DateTimeOffset StartOf(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        // In zones that change to summer time at midnight, the day begins at 01:00.
        return new(TimeZoneInfo.ConvertTimeToUtc(zone.IsInvalidTime(midnight) ? midnight.AddHours(1) : midnight, zone), TimeSpan.Zero);
    }
}
