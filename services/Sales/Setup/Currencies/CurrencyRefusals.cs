using Funnel.ServiceDefaults;

namespace Funnel.Sales.Currencies;

internal static class CurrencyRefusals
{
    public static readonly Refusal OfBase = new("rate-of-base", 422, "The base currency has no rate.");
    public static readonly Refusal DayOutOfRange = new("rate-day-out-of-range", 422, "The day of the rate is out of range.");
    public static readonly Refusal OutOfRange = new("rate-out-of-range", 422, "The rate is out of range.");
    public static readonly Refusal TooPrecise = new("rate-too-precise", 422, "The rate has too many decimals.");
}
