using Funnel.Insights.Metrics;

namespace Funnel.Insights.Deals;

/// <summary>
/// Sales velocity V = N × A × W ÷ L: the revenue per day that the open pipeline brings at the pace of the last twelve months.
/// </summary>
/// <param name="Open">N: number of open opportunities at the end of the twelve months.</param>
/// <param name="AverageDealSize">A: mean amount of the won deals.</param>
/// <param name="WinRate">W: won ÷ (won + lost).</param>
/// <param name="CycleDays">L: mean days from creation to winning, without the excluded cases.</param>
/// <param name="PerDay">V. Absent if L is 0 or another figure is absent.</param>
public sealed record Velocity(long Open, decimal? AverageDealSize, decimal? WinRate, decimal? CycleDays, decimal? PerDay)
{
    /// <summary>Calculates the velocity from exact figures, and rounds all figures afterwards.</summary>
    internal static Velocity Of(long open, decimal wonValue, long won, long lost, decimal cycleSum, long cycles, string currency)
    {
        decimal? size = won == 0 ? null : wonValue / won;
        decimal? rate = won + lost == 0 ? null : (decimal)won / (won + lost);
        decimal? cycle = cycles == 0 ? null : cycleSum / cycles;
        return new(open, Lineage.Money(size, currency), Lineage.Round(rate, 6), Lineage.Round(cycle, 4),
            Lineage.Money(PerDayOf(open, size, rate, cycle), currency));
    }

    internal static decimal? PerDayOf(long open, decimal? averageDealSize, decimal? winRate, decimal? cycleDays) =>
        cycleDays is 0 or null ? null : open * averageDealSize * winRate / cycleDays;
}
