using Funnel.Insights.Metrics;

namespace Funnel.Insights.Deals;

/// <summary>Sales velocity V = N × A × W ÷ L: money a day that the open pipeline is worth at the last twelve months' pace.</summary>
/// <param name="Open">N: opportunities open as of the end of the twelve months.</param>
/// <param name="AverageDealSize">A: mean won amount.</param>
/// <param name="WinRate">W: won ÷ (won + lost).</param>
/// <param name="CycleDays">L: mean days from created to won, without the data-quality exclusions.</param>
/// <param name="PerDay">V; absent where L is 0 or anything else is absent.</param>
public sealed record Velocity(long Open, decimal? AverageDealSize, decimal? WinRate, decimal? CycleDays, decimal? PerDay)
{
    /// <summary>Calculates from what is exact; the four figures beside the result are rounded as everywhere.</summary>
    internal static Velocity Of(long open, decimal wonValue, long won, long lost, decimal cycleSum, long cycles)
    {
        decimal? size = won == 0 ? null : wonValue / won;
        decimal? rate = won + lost == 0 ? null : (decimal)won / (won + lost);
        decimal? cycle = cycles == 0 ? null : cycleSum / cycles;
        return new(open, Lineage.Round(size, 2), Lineage.Round(rate, 6), Lineage.Round(cycle, 4), Lineage.Round(PerDayOf(open, size, rate, cycle), 2));
    }

    internal static decimal? PerDayOf(long open, decimal? averageDealSize, decimal? winRate, decimal? cycleDays) =>
        cycleDays is 0 or null ? null : open * averageDealSize * winRate / cycleDays;
}
