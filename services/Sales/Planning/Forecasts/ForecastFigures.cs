namespace Funnel.Sales.Forecasts;

/// <summary>Amounts by forecast category, in the reporting currency: once each by itself, and cumulative.</summary>
/// <param name="Closed">Won in the period.</param>
/// <param name="Commit">Open and expected to close in the period, in this category, as the next two.</param>
/// <param name="Weighted">Σ amount × probability of what is open.</param>
/// <param name="Deals">How many are in these sums.</param>
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

    internal static ForecastFigures Of(Sales.Pipeline.ForecastCategory category, decimal amount, decimal weighted, int deals) => category switch
    {
        Sales.Pipeline.ForecastCategory.Closed => Zero with { Closed = amount, Deals = deals },
        Sales.Pipeline.ForecastCategory.Commit => Zero with { Commit = amount, Weighted = weighted, Deals = deals },
        Sales.Pipeline.ForecastCategory.BestCase => Zero with { BestCase = amount, Weighted = weighted, Deals = deals },
        Sales.Pipeline.ForecastCategory.Pipeline => Zero with { Pipeline = amount, Weighted = weighted, Deals = deals },
        _ => Zero,
    };
}
