using Funnel.Values;
using NodaTime;

namespace Funnel.Sales.Views;

/// <summary>The days of filters. They are those of forecasts and quotas: Planning registers its time zone.</summary>
internal sealed class ReportingDays(DateTimeZone zone)
{
    public DateOnly DayOf(DateTimeOffset time) => Days.DayOf(time, zone);

    /// <summary>The moment at which a day begins.</summary>
    public DateTimeOffset StartOf(DateOnly day) => Days.StartOf(day, zone);
}
