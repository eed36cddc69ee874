using Funnel.Sales.Pipeline;

namespace Funnel.Sales.Forecasts;

/// <summary>Amounts by forecast category in the reporting currency: each category alone, and cumulative forecasts.</summary>
/// <param name="Closed">The amount of the deals that were won in the period.</param>
/// <param name="Commit">The amount of the open deals in category commit that are expected to close in the period.</param>
/// <param name="BestCase">The amount of the open deals in category best case that are expected to close in the period.</param>
/// <param name="Pipeline">The amount of the open deals in category pipeline that are expected to close in the period.</param>
/// <param name="Weighted">The sum of amount × probability of the open deals.</param>
/// <param name="Deals">The number of deals in these sums.</param>
public sealed record ForecastFigures(decimal Closed, decimal Commit, decimal BestCase, decimal Pipeline, decimal Weighted, int Deals)
{
    internal static ForecastFigures Zero { get; } = new(0, 0, 0, 0, 0, 0);

    /// <summary>Closed + commit.</summary>
    public decimal CommitForecast => Closed + Commit;

    /// <summary>Closed + commit + best case.</summary>
    public decimal BestCaseForecast => CommitForecast + BestCase;

    /// <summary>Commit + best case + pipeline.</summary>
    public decimal OpenPipeline => Commit + BestCase + Pipeline;

    public static ForecastFigures operator +(ForecastFigures one, ForecastFigures other) => new(
        one.Closed + other.Closed, one.Commit + other.Commit, one.BestCase + other.BestCase, one.Pipeline + other.Pipeline,
        one.Weighted + other.Weighted, one.Deals + other.Deals);

    internal static ForecastFigures Of(ForecastCategory category, decimal amount, decimal weighted, int deals) => category switch
    {
        ForecastCategory.Closed => Zero with { Closed = amount, Deals = deals },
        ForecastCategory.Commit => Zero with { Commit = amount, Weighted = weighted, Deals = deals },
        ForecastCategory.BestCase => Zero with { BestCase = amount, Weighted = weighted, Deals = deals },
        ForecastCategory.Pipeline => Zero with { Pipeline = amount, Weighted = weighted, Deals = deals },
        _ => Zero,
    };
}
