using Funnel.Sales.Team;

namespace Funnel.Sales.Performance;

/// <summary>Calculates the shown figures from exact sums, and rounds them as Insights does.</summary>
internal sealed class Figures(string currency)
{
    private const int RatioDecimals = 6, DayDecimals = 4;

    public RepresentativePerformance Of(Guid owner, string name, Guid? team, PerformanceSums sums) =>
        new(owner, name, team, Counts(sums.Period), Values(sums.Period), Velocity(sums));

    public TeamPerformance Of(SalesTeam team, PerformanceSums sums) =>
        new(team.Id, team.Code, team.Name, team.ParentId, Counts(sums.Period), Values(sums.Period), Velocity(sums));

    public TotalPerformance Of(PerformanceSums sums) => new(Counts(sums.Period), Values(sums.Period), Velocity(sums));

    private static DealCounts Counts(DealSums sums) =>
        new(sums.Won, sums.Lost, Round(sums.WinRate, RatioDecimals), Round(sums.MeanCycle, DayDecimals));

    private DealValues Values(DealSums sums) =>
        new(sums.WonValue, sums.LostValue, Round(sums.WinRateByValue, RatioDecimals), Rounded(sums.AverageDealSize));

    private SalesVelocity Velocity(PerformanceSums sums)
    {
        var (open, past) = (sums.Open, sums.Trailing);
        var perDay = past.MeanCycle is 0 or null ? null : open * past.AverageDealSize * past.WinRate / past.MeanCycle;
        return new(open, Rounded(past.AverageDealSize), Round(past.WinRate, RatioDecimals), Round(past.MeanCycle, DayDecimals),
            Rounded(perDay));
    }

    private decimal? Rounded(decimal? amount) => amount is { } known ? Money.Round(known, currency) : null;

    private static decimal? Round(decimal? value, int decimals) =>
        value is { } known ? decimal.Round(known, decimals, MidpointRounding.AwayFromZero) : null;
}
