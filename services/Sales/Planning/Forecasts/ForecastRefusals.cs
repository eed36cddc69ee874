using Funnel.ServiceDefaults;

namespace Funnel.Sales.Forecasts;

internal static class ForecastRefusals
{
    public static readonly Refusal NoSnapshot = new("snapshot-not-taken", 422, "No snapshot was taken on that day.");

    public static readonly Refusal OfWhom = new("forecast-of-whom", 422, "A forecast is that of one representative, or of one team where it is overridden.");

    public static readonly Refusal NotYours = new("forecast-not-yours", 403, "Only who manages sales submits for somebody else.");

    public static readonly Refusal BestCaseBelowCommit = new("best-case-below-commit", 422, "The best case is not less than what will be won for certain.");
}
