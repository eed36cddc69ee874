using Funnel.ServiceDefaults;

namespace Funnel.Sales.Currencies;

internal static class CurrencyRefusals
{
    public static readonly Refusal OfBase = new("rate-of-base", 422, "The base currency has no rate: it is what the others are quoted against.");
    public static readonly Refusal DayOutOfRange = new("rate-day-out-of-range", 422, "A rate's day lies between 1990 and a year from now.");
    public static readonly Refusal OutOfRange = new("rate-out-of-range", 422, "A rate lies between 0.00000001 and 1,000,000,000.");
    public static readonly Refusal TooPrecise = new("rate-too-precise", 422, "A rate has eight decimals at the most.");
}
