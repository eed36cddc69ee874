using Funnel.Sales.Currencies;
using Funnel.Sales.Pipeline;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Forecasts;

/// <summary>What a forecast is made of: sums by owner, category, currency and day of the rate.</summary>
/// <param name="RateDay">The day won, else the day of the forecast.</param>
internal sealed record ForecastPart(Guid? OwnerId, ForecastCategory Category, string Currency, DateOnly RateDay, decimal Amount, decimal Weighted, int Deals);

/// <summary>Amounts that are in no figure, because their currency has no rate for the day: unknown, and never 0.</summary>
public sealed record UnconvertedAmount(string Currency, [property: Visibility.Amount] decimal Amount, int Deals);

/// <summary>The figures by owner, of what the caller sees, now or as a snapshot found them.</summary>
internal sealed record ForecastBasis(IReadOnlyDictionary<Guid, ForecastFigures> Owned, ForecastFigures Unowned, IReadOnlyList<UnconvertedAmount> Unconverted)
{
    public ForecastFigures Total => Owned.Values.Aggregate(Unowned, (sum, figures) => sum + figures);

    public static async Task<ForecastBasis> Load(
        SalesDb db, ForecastPeriod period, DateOnly? snapshot, ForecastOptions options, CurrencyConverter converter, DateTimeOffset now, CancellationToken cancellation)
    {
        return await Of(
            snapshot is { } day ? await AsOf(db, period, day, cancellation) : await Now(db, period, options, now, cancellation), options, converter, cancellation);
    }

    public static async Task<ForecastBasis> Of(IEnumerable<ForecastPart> parts, ForecastOptions options, CurrencyConverter converter, CancellationToken cancellation)
    {
        var (owned, unowned) = (new Dictionary<Guid, ForecastFigures>(), ForecastFigures.Zero);
        var unconverted = new Dictionary<string, UnconvertedAmount>();
        foreach (var part in parts)
        {
            if (await InReportingCurrency(part, options.Currency, converter, cancellation) is not { } figures)
            {
                var before = unconverted.GetValueOrDefault(part.Currency);
                unconverted[part.Currency] = new(part.Currency, (before?.Amount ?? 0) + part.Amount, (before?.Deals ?? 0) + part.Deals);
                continue;
            }

            if (part.OwnerId is { } owner)
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

    private static async Task<ForecastFigures?> InReportingCurrency(ForecastPart part, string currency, CurrencyConverter converter, CancellationToken cancellation)
    {
        var weighted = Money.Round(part.Weighted, part.Currency);
        return part.Currency == currency ? ForecastFigures.Of(part.Category, part.Amount, weighted, part.Deals)
            : await Convert(part.Amount) is not { } amount || await Convert(weighted) is not { } share ? null
            : ForecastFigures.Of(part.Category, amount, share, part.Deals);

        async Task<decimal?> Convert(decimal sum) => await converter.Convert(sum, part.Currency, currency, part.RateDay, cancellation);
    }

    private static async Task<List<ForecastPart>> Now(
        SalesDb db, ForecastPeriod period, ForecastOptions options, DateTimeOffset now, CancellationToken cancellation)
    {
        var today = options.DayOf(now);
        var open = await db.Opportunities
            .Where(deal => deal.Status == OpportunityStatus.Open && deal.ExpectedCloseDate >= period.First && deal.ExpectedCloseDate <= period.Last)
            .Where(deal => deal.ForecastCategory != ForecastCategory.Omitted)
            .GroupBy(deal => new { deal.OwnerId, deal.ForecastCategory, deal.Currency })
            .Select(deals => new { deals.Key, Amount = deals.Sum(deal => deal.Amount), Weighted = deals.Sum(deal => deal.Amount * deal.Probability), Deals = deals.Count() })
            .ToListAsync(cancellation);
        var (from, until) = period.In(options.Zone);
        var won = await db.Opportunities.Where(deal => deal.Status == OpportunityStatus.Won && deal.ClosedAt >= from && deal.ClosedAt < until)
            .Select(deal => new { deal.OwnerId, deal.Currency, deal.Amount, deal.ClosedAt }).ToListAsync(cancellation);
        return
        [
            .. open.Select(sum => new ForecastPart(sum.Key.OwnerId, sum.Key.ForecastCategory, sum.Key.Currency, today, sum.Amount, sum.Weighted, sum.Deals)),
            .. won.Select(deal => new ForecastPart(deal.OwnerId, ForecastCategory.Closed, deal.Currency, options.DayOf(deal.ClosedAt!.Value), deal.Amount, 0, 1)),
        ];
    }

    private static async Task<List<ForecastPart>> AsOf(SalesDb db, ForecastPeriod period, DateOnly day, CancellationToken cancellation)
    {
        var sums = await db.ForecastLines.On(day).Where(line => line.CloseDay >= period.First && line.CloseDay <= period.Last && line.Category != ForecastCategory.Omitted)
            .GroupBy(line => new { line.OwnerId, line.Category, line.Currency, line.CloseDay })
            .Select(lines => new { lines.Key, Amount = lines.Sum(line => line.Amount), Weighted = lines.Sum(line => line.Amount * line.Probability), Deals = lines.Count() })
            .ToListAsync(cancellation);
        return [.. sums.Select(sum => new ForecastPart(sum.Key.OwnerId, sum.Key.Category, sum.Key.Currency,
            sum.Key.Category == ForecastCategory.Closed ? sum.Key.CloseDay : day, sum.Amount, sum.Weighted, sum.Deals))];
    }
}

internal static class ForecastLines
{
    /// <summary>As the snapshot of the day found them.</summary>
    public static IQueryable<ForecastLine> On(this IQueryable<ForecastLine> lines, DateOnly day) =>
        lines.Where(line => line.FromDay <= day && (line.UntilDay == null || line.UntilDay > day));
}
