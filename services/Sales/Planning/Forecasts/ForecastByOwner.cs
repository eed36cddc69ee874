using Funnel.Sales.Currencies;
using Funnel.Sales.Pipeline;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Forecasts;

/// <summary>An amount that a forecast is made of: the sum of deals of one owner, category, currency and rate day.</summary>
/// <param name="RateDay">The day whose exchange rate applies: the day of the win for won deals, else the day of the forecast.</param>
internal sealed record ForecastSum(
    Guid? OwnerId, ForecastCategory Category, string Currency, DateOnly RateDay, decimal Amount, decimal Weighted, int Deals);

/// <summary>An amount that is missing in the figures, because its currency has no exchange rate for the day.</summary>
/// <param name="Deals">The number of deals.</param>
public sealed record UnconvertedAmount(string Currency, [property: Visibility.Amount] decimal Amount, int Deals);

/// <summary>The figures of a period by owner, of the deals that the caller may see.</summary>
internal sealed record ForecastByOwner(
    IReadOnlyDictionary<Guid, ForecastFigures> Owned, ForecastFigures Unowned, IReadOnlyList<UnconvertedAmount> Unconverted)
{
    public ForecastFigures Total => Owned.Values.Aggregate(Unowned, (sum, figures) => sum + figures);

    public ForecastFigures Of(Guid owner) => Owned.GetValueOrDefault(owner, ForecastFigures.Zero);

    /// <param name="snapshot">The day of the snapshot to read; null for the current state.</param>
    public static async Task<ForecastByOwner> Load(
        SalesDb db, ForecastPeriod period, DateOnly? snapshot, ForecastOptions options, CurrencyConverter converter,
        DateTimeOffset now, CancellationToken cancellation) => await Of(
            snapshot is { } day ? await OfSnapshot(db, period, day, cancellation) : await OfNow(db, period, options, now, cancellation),
            options, converter, cancellation);

    public static async Task<ForecastByOwner> Of(
        IReadOnlyCollection<ForecastSum> sums, ForecastOptions options, CurrencyConverter converter, CancellationToken cancellation)
    {
        await converter.LoadRates(options.Currency, sums.Select(sum => (sum.Currency, sum.RateDay)), cancellation);
        var (owned, unowned) = (new Dictionary<Guid, ForecastFigures>(), ForecastFigures.Zero);
        var unconverted = new Dictionary<string, UnconvertedAmount>();
        foreach (var sum in sums)
        {
            if (await InReportingCurrency(sum, options.Currency, converter, cancellation) is not { } figures)
            {
                var before = unconverted.GetValueOrDefault(sum.Currency);
                unconverted[sum.Currency] = new(sum.Currency, (before?.Amount ?? 0) + sum.Amount, (before?.Deals ?? 0) + sum.Deals);
                continue;
            }

            if (sum.OwnerId is { } owner)
            {
                owned[owner] = owned.GetValueOrDefault(owner, ForecastFigures.Zero) + figures;
            }
            else
            {
                unowned += figures;
            }
        }

        return new(owned, unowned, [.. unconverted.Values.OrderBy(amount => amount.Currency, StringComparer.Ordinal)]);
    }

    private static async Task<ForecastFigures?> InReportingCurrency(
        ForecastSum sum, string currency, CurrencyConverter converter, CancellationToken cancellation)
    {
        var weighted = Money.Round(sum.Weighted, sum.Currency);
        return sum.Currency == currency ? ForecastFigures.Of(sum.Category, sum.Amount, weighted, sum.Deals)
            : await Convert(sum.Amount) is not { } convertedAmount || await Convert(weighted) is not { } convertedWeighted ? null
            : ForecastFigures.Of(sum.Category, convertedAmount, convertedWeighted, sum.Deals);

        async Task<decimal?> Convert(decimal amount) => await converter.Convert(amount, sum.Currency, currency, sum.RateDay, cancellation);
    }

    private static async Task<List<ForecastSum>> OfNow(
        SalesDb db, ForecastPeriod period, ForecastOptions options, DateTimeOffset now, CancellationToken cancellation)
    {
        var today = options.DayOf(now);
        var open = await db.Opportunities
            .Where(deal => deal.Status == OpportunityStatus.Open && deal.ExpectedCloseDate >= period.First
                && deal.ExpectedCloseDate <= period.Last)
            .Where(deal => deal.ForecastCategory != ForecastCategory.Omitted)
            .GroupBy(deal => new { deal.OwnerId, deal.ForecastCategory, deal.Currency })
            .Select(deals => new
            {
                deals.Key,
                Amount = deals.Sum(deal => deal.Amount),
                Weighted = deals.Sum(deal => deal.Amount * deal.Probability),
                Deals = deals.Count(),
            })
            .ToListAsync(cancellation);
        var (from, until) = period.In(options.Zone);
        var won = await db.Opportunities
            .Where(deal => deal.Status == OpportunityStatus.Won && deal.ClosedAt >= from && deal.ClosedAt < until)
            .Select(deal => new { deal.OwnerId, deal.Currency, deal.Amount, deal.ClosedAt }).ToListAsync(cancellation);
        return
        [
            .. open.Select(sum => new ForecastSum(
                sum.Key.OwnerId, sum.Key.ForecastCategory, sum.Key.Currency, today, sum.Amount, sum.Weighted, sum.Deals)),
            .. won.Select(deal => new ForecastSum(
                deal.OwnerId, ForecastCategory.Closed, deal.Currency, options.DayOf(deal.ClosedAt!.Value), deal.Amount, 0, 1)),
        ];
    }

    private static async Task<List<ForecastSum>> OfSnapshot(SalesDb db, ForecastPeriod period, DateOnly day, CancellationToken cancellation)
    {
        var sums = await db.ForecastLines.On(day)
            .Where(line => line.CloseDay >= period.First && line.CloseDay <= period.Last && line.Category != ForecastCategory.Omitted)
            .GroupBy(line => new { line.OwnerId, line.Category, line.Currency, line.CloseDay })
            .Select(lines => new
            {
                lines.Key,
                Amount = lines.Sum(line => line.Amount),
                Weighted = lines.Sum(line => line.Amount * line.Probability),
                Deals = lines.Count(),
            })
            .ToListAsync(cancellation);
        return [.. sums.Select(sum => new ForecastSum(sum.Key.OwnerId, sum.Key.Category, sum.Key.Currency,
            sum.Key.Category == ForecastCategory.Closed ? sum.Key.CloseDay : day, sum.Amount, sum.Weighted, sum.Deals))];
    }
}

internal static class ForecastLines
{
    /// <summary>The lines that the snapshot of the day contains.</summary>
    public static IQueryable<ForecastLine> On(this IQueryable<ForecastLine> lines, DateOnly day) =>
        lines.Where(line => line.FromDay <= day && (line.UntilDay == null || line.UntilDay > day));
}
