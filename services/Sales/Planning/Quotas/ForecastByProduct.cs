using Funnel.Sales.Currencies;
using Funnel.Sales.Forecasts;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Quotes;
using Funnel.Values;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Quotas;

/// <summary>The forecast of single products: the lines of open deals, and each product's share of the amount of won deals.</summary>
/// <remarks>
/// A won deal counts with the lines of the accepted quote, else with its own lines. The won amount is converted to the reporting
/// currency and then divided in proportion to the lines, so that the products of a deal add up to its amount in the forecast.
/// Deals without lines count for no product.
/// </remarks>
internal static class ForecastByProduct
{
    /// <summary>The factor that makes each amount a whole number. No currency has more than four decimals.</summary>
    private const int WholeWeights = 10_000;

    public static async Task<Dictionary<Guid, ForecastByOwner>> Load(
        SalesDb db, List<Guid> products, ForecastPeriod period, ForecastOptions options, CurrencyConverter converter, DateTimeOffset now,
        CancellationToken cancellation)
    {
        List<(Guid? Product, ForecastSum Part)> sold = products.Count == 0 ? []
            : [.. await Open(db, products, period, options.DayOf(now), cancellation),
                .. await Won(db, period, options, converter, cancellation)];
        // One query for all rates; the forecasts of the single products below find them loaded.
        await converter.LoadRates(options.Currency, sold.Select(one => (one.Part.Currency, one.Part.RateDay)), cancellation);
        var byProduct = sold.ToLookup(one => one.Product, one => one.Part);
        var forecasts = new Dictionary<Guid, ForecastByOwner>();
        foreach (var product in products)
        {
            forecasts[product] = await ForecastByOwner.Of([.. byProduct[product]], options, converter, cancellation);
        }

        return forecasts;
    }

    /// <summary>Divides the won amount among the products of the lines, to the currency's smallest unit.</summary>
    /// <returns>Each product's share. The share of lines without a product has no product either.</returns>
    internal static List<(Guid? Product, decimal Amount)> Divide(decimal won, string currency,
        IEnumerable<(Guid? Product, decimal Amount)> lines)
    {
        List<(Guid? Product, decimal Amount)> sold =
            [.. lines.GroupBy(line => line.Product, (product, same) => (product, same.Sum(line => line.Amount)))];
        // If every line is free, the products share equally.
        decimal[] weights = [.. sold.Select(one => sold.TrueForAll(other => other.Amount == 0) ? 1 : one.Amount)];
        var unit = Currency.UnitOf(currency);
        var parts = LargestRemainder.Allocate((long)(won / unit), [.. weights.Select(weight => (long)(weight * WholeWeights))], weights);
        return [.. sold.Zip(parts, (one, part) => (one.Product, part * unit))];
    }

    private static async Task<List<(Guid? Product, ForecastSum Part)>> Open(
        SalesDb db, List<Guid> products, ForecastPeriod period, DateOnly today, CancellationToken cancellation)
    {
        var lines = await db.Opportunities
            .Where(deal => deal.Status == OpportunityStatus.Open && deal.ExpectedCloseDate >= period.First
                && deal.ExpectedCloseDate <= period.Last)
            .Join(db.Set<OpportunityLine>(), deal => deal.Id, line => line.OpportunityId, (deal, line) => new
            {
                line.ProductId, deal.OwnerId, deal.ForecastCategory, deal.Currency, Amount = line.FirstYear, deal.Probability,
            })
            .Where(line => products.Contains(line.ProductId)).ToListAsync(cancellation);
        return lines.ConvertAll(line => ((Guid?)line.ProductId,
            new ForecastSum(line.OwnerId, line.ForecastCategory, line.Currency, today, line.Amount, line.Amount * line.Probability, 1)));
    }

    private static async Task<List<(Guid? Product, ForecastSum Part)>> Won(
        SalesDb db, ForecastPeriod period, ForecastOptions options, CurrencyConverter converter, CancellationToken cancellation)
    {
        var (from, until) = period.In(options.Zone);
        var won = db.Opportunities.Where(deal => deal.Status == OpportunityStatus.Won && deal.ClosedAt >= from && deal.ClosedAt < until);
        var accepted = db.Set<QuoteVersion>().Where(version => version.State == QuoteState.Accepted)
            .Join(db.Quotes, version => version.QuoteId, quote => quote.Id,
                (version, quote) => new { quote.OpportunityId, quote.Id, version.Number });
        var quoted =
            from deal in won
            join quote in accepted on deal.Id equals quote.OpportunityId
            join line in db.Set<QuoteLine>() on new { quote.Id, quote.Number } equals new { Id = line.QuoteId, Number = line.Version }
            select new { deal.Id, deal.OwnerId, deal.Currency, deal.Amount, deal.ClosedAt, line.Position, line.ProductId,
                Line = line.FirstYear };
        var unquoted =
            from deal in won
            where !accepted.Any(quote => quote.OpportunityId == deal.Id)
            join line in db.Set<OpportunityLine>() on deal.Id equals line.OpportunityId
            select new { deal.Id, deal.OwnerId, deal.Currency, deal.Amount, deal.ClosedAt, line.Position,
                ProductId = (Guid?)line.ProductId, Line = line.FirstYear };
        List<(Guid? Product, ForecastSum Part)> sold = [];
        var deals = (await quoted.ToListAsync(cancellation)).Concat(await unquoted.ToListAsync(cancellation)).GroupBy(line => line.Id)
            .ToList();
        await converter.LoadRates(
            options.Currency, deals.Select(lines => (lines.First().Currency, options.DayOf(lines.First().ClosedAt!.Value))), cancellation);
        foreach (var lines in deals)
        {
            var (deal, day) = (lines.First(), options.DayOf(lines.First().ClosedAt!.Value));
            var converted = await converter.Convert(deal.Amount, deal.Currency, options.Currency, day, cancellation);
            var (amount, currency) = converted is { } inReporting ? (inReporting, options.Currency) : (deal.Amount, deal.Currency);
            sold.AddRange(Divide(amount, currency, lines.OrderBy(line => line.Position).Select(line => (line.ProductId, line.Line)))
                .Select(part => (part.Product, new ForecastSum(deal.OwnerId, ForecastCategory.Closed, currency, day, part.Amount, 0, 1))));
        }

        return sold;
    }
}
