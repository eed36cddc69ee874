using System.Globalization;
using Funnel.Values;
using NodaTime;

namespace Funnel.Sales.Forecasts;

/// <summary>A month or a quarter, such as <c>2026-07</c> or <c>2026-Q3</c>.</summary>
internal readonly record struct ForecastPeriod(string Code, DateOnly First, DateOnly Last)
{
    public const int CodeLength = 7;
    public const string Pattern = "^(199[0-9]|20[0-9][0-9])-(0[1-9]|1[0-2]|Q[1-4])$";

    /// <param name="code">A code that matches <see cref="Pattern"/>.</param>
    public static ForecastPeriod Of(string code)
    {
        var year = int.Parse(code.AsSpan(0, 4), CultureInfo.InvariantCulture);
        var (month, months) = code[5] == 'Q' ? (3 * (code[6] - '0') - 2, 3) : (int.Parse(code.AsSpan(5), CultureInfo.InvariantCulture), 1);
        var first = new DateOnly(year, month, 1);
        return new(code, first, first.AddMonths(months).AddDays(-1));
    }

    public bool Contains(DateOnly day) => day >= First && day <= Last;

    /// <summary>The moment at which the period begins in a time zone, and the moment at which the next period begins.</summary>
    public (DateTimeOffset From, DateTimeOffset Until) In(DateTimeZone zone) =>
        (Days.StartOf(First, zone), Days.StartOf(Last.AddDays(1), zone));

    public static DateTimeOffset EndOf(DateOnly day, DateTimeZone zone) => Days.StartOf(day.AddDays(1), zone);
}
