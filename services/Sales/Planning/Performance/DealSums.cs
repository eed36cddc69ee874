namespace Funnel.Sales.Performance;

/// <summary>Exact sums of closed deals. They are added up before any ratio is calculated.</summary>
/// <param name="WonConverted">Number of won deals in <c>WonValue</c>.</param>
/// <param name="CycleDays">Sum of the days from creation to winning.</param>
/// <param name="Cycles">Number of deals in <c>CycleDays</c>.</param>
internal sealed record DealSums(int Won, int Lost, decimal WonValue, decimal LostValue, int WonConverted, decimal CycleDays, int Cycles)
{
    public static DealSums Zero { get; } = new(0, 0, 0, 0, 0, 0, 0);

    public static DealSums operator +(DealSums one, DealSums other) => new(
        one.Won + other.Won, one.Lost + other.Lost, one.WonValue + other.WonValue, one.LostValue + other.LostValue,
        one.WonConverted + other.WonConverted, one.CycleDays + other.CycleDays, one.Cycles + other.Cycles);

    public static DealSums Of(ClosedDeal deal)
    {
        if (!deal.IsWon)
        {
            return Zero with { Lost = 1, LostValue = deal.Amount ?? 0 };
        }

        var days = (decimal)(deal.ClosedAt - deal.CreatedAt).Ticks / TimeSpan.TicksPerDay;
        return new(1, 0, deal.Amount ?? 0, 0, deal.Amount is null ? 0 : 1, days < 0 ? 0 : days, days < 0 ? 0 : 1);
    }

    public decimal? WinRate => Won + Lost == 0 ? null : (decimal)Won / (Won + Lost);

    public decimal? WinRateByValue => WonValue + LostValue == 0 ? null : WonValue / (WonValue + LostValue);

    public decimal? AverageDealSize => WonConverted == 0 ? null : WonValue / WonConverted;

    public decimal? MeanCycle => Cycles == 0 ? null : CycleDays / Cycles;
}

/// <summary>The sums of an owner or a team: of the period, of the twelve months before now, and the open deals now.</summary>
internal sealed record PerformanceSums(DealSums Period, DealSums Trailing, int Open)
{
    public static PerformanceSums Zero { get; } = new(DealSums.Zero, DealSums.Zero, 0);

    public static PerformanceSums operator +(PerformanceSums one, PerformanceSums other) =>
        new(one.Period + other.Period, one.Trailing + other.Trailing, one.Open + other.Open);
}
