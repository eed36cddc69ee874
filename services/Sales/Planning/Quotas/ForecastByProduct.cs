using Funnel.Sales.Currencies;
using Funnel.Sales.Forecasts;
using Funnel.Sales.Pipeline;
using Funnel.Sales.Quotes;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Quotas;

/// <summary>What is sold of single products, of the deals that a forecast is made of: an open one's lines, and a won one's parts of what was won.</summary>
/// <remarks>
/// A deal is won with the lines of the quote that was accepted, else with its own. Whatever these came to, the amount that was won is
/// divided in their proportion, and in the reporting currency: the products of a deal add up to what it counts where all that is sold does.
/// </remarks>
internal static class ProductFigures
{
    public static async Task<Dictionary<Guid, ForecastBasis>> Load(
        SalesDb db, List<Guid> products, ForecastPeriod period, ForecastOptions options, CurrencyConverter converter, DateTimeOffset now, CancellationToken cancellation)
    {
        List<(Guid? Product, ForecastPart Part)> sold = products.Count == 0 ? []
            : [.. await Open(db, products, period, options.DayOf(now), cancellation), .. await Won(db, period, options, converter, cancellation)];
        var figures = new Dictionary<Guid, ForecastBasis>();
        foreach (var product in products)
        {
            figures[product] = await ForecastBasis.Of(sold.Where(one => one.Product == product).Select(one => one.Part), options, converter, cancellation);
        }

        return figures;
    }

    /// <summary>The amount that was won, by product, to the smallest amount that is paid; what was sold by its description alone is of none.</summary>
    internal static List<(Guid? Product, decimal Amount)> Divide(decimal won, string currency, IEnumerable<(Guid? Product, decimal Amount)> lines)
    {
        List<(Guid? Product, decimal Amount)> sold = [.. lines.GroupBy(line => line.Product, (product, same) => (product, same.Sum(line => line.Amount)))];
        // Lines that come to nothing tell no proportion.
        decimal[] weights = [.. sold.Select(one => sold.TrueForAll(other => other.Amount == 0) ? 1 : one.Amount)];
        // Yen may have been told with decimals, and are not lost.
        var unit = Money.Decimals(currency) == 0 && Money.Round(won, currency) == won ? 1m : 0.01m;
        var parts = LargestRemainder.Of((long)(won / unit), [.. weights.Select(weight => (long)(weight * 100))], weights);
        return [.. sold.Zip(parts, (one, part) => (one.Product, part * unit))];
    }

    private static async Task<List<(Guid? Product, ForecastPart Part)>> Open(
        SalesDb db, List<Guid> products, ForecastPeriod period, DateOnly today, CancellationToken cancellation)
    {
        var lines = await db.Opportunities
            .Where(deal => deal.Status == OpportunityStatus.Open && deal.ExpectedCloseDate >= period.First && deal.ExpectedCloseDate <= period.Last)
            .Join(db.Set<OpportunityLine>(), deal => deal.Id, line => line.OpportunityId, (deal, line) => new
            {
                line.ProductId, deal.OwnerId, deal.ForecastCategory, deal.Currency, line.Amount, deal.Probability,
            })
            .Where(line => products.Contains(line.ProductId)).ToListAsync(cancellation);
        return lines.ConvertAll(line => ((Guid?)line.ProductId,
            new ForecastPart(line.OwnerId, line.ForecastCategory, line.Currency, today, line.Amount, line.Amount * line.Probability, 1)));
    }

    private static async Task<List<(Guid? Product, ForecastPart Part)>> Won(
        SalesDb db, ForecastPeriod period, ForecastOptions options, CurrencyConverter converter, CancellationToken cancellation)
    {
        var (from, until) = period.In(options.Zone);
        var won = db.Opportunities.Where(deal => deal.Status == OpportunityStatus.Won && deal.ClosedAt >= from && deal.ClosedAt < until);
        var accepted = db.Set<QuoteVersion>().Where(version => version.State == QuoteState.Accepted)
            .Join(db.Quotes, version => version.QuoteId, quote => quote.Id, (version, quote) => new { quote.OpportunityId, quote.Id, version.Number });
        var quoted =
            from deal in won
            join quote in accepted on deal.Id equals quote.OpportunityId
            join line in db.Set<QuoteLine>() on new { quote.Id, quote.Number } equals new { Id = line.QuoteId, Number = line.Version }
            select new { deal.Id, deal.OwnerId, deal.Currency, deal.Amount, deal.ClosedAt, line.Position, line.ProductId, Line = line.Net };
        var unquoted =
            from deal in won
            where !accepted.Any(quote => quote.OpportunityId == deal.Id)
            join line in db.Set<OpportunityLine>() on deal.Id equals line.OpportunityId
            select new { deal.Id, deal.OwnerId, deal.Currency, deal.Amount, deal.ClosedAt, line.Position, ProductId = (Guid?)line.ProductId, Line = line.Amount };
        List<(Guid? Product, ForecastPart Part)> sold = [];
        foreach (var lines in (await quoted.ToListAsync(cancellation)).Concat(await unquoted.ToListAsync(cancellation)).GroupBy(line => line.Id))
        {
            var (deal, day) = (lines.First(), options.DayOf(lines.First().ClosedAt!.Value));
            var (amount, currency) = await converter.Convert(deal.Amount, deal.Currency, options.Currency, day, cancellation) is { } converted
                ? (converted, options.Currency) : (deal.Amount, deal.Currency);
            sold.AddRange(Divide(amount, currency, lines.OrderBy(line => line.Position).Select(line => (line.ProductId, line.Line)))
                .Select(part => (part.Product, new ForecastPart(deal.OwnerId, ForecastCategory.Closed, currency, day, part.Amount, 0, 1))));
        }

        return sold;
    }
}
