using Funnel.Sales.Currencies;
using Funnel.Sales.Forecasts;
using Funnel.Sales.Pipeline;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Quotas;

/// <summary>What is sold of single products: the lines of the deals that a forecast is made of.</summary>
internal static class ProductFigures
{
    public static async Task<Dictionary<Guid, ForecastBasis>> Load(
        SalesDb db, List<Guid> products, ForecastPeriod period, ForecastOptions options, CurrencyConverter converter, DateTimeOffset now, CancellationToken cancellation)
    {
        var ((from, until), today) = (period.In(options.Zone), options.DayOf(now));
        var sold = products.Count == 0 ? [] : await db.Opportunities
            .Where(deal => (deal.Status == OpportunityStatus.Open && deal.ExpectedCloseDate >= period.First && deal.ExpectedCloseDate <= period.Last)
                || (deal.Status == OpportunityStatus.Won && deal.ClosedAt >= from && deal.ClosedAt < until))
            .Join(db.Set<OpportunityLine>(), deal => deal.Id, line => line.OpportunityId, (deal, line) => new
            {
                line.ProductId, deal.OwnerId, deal.Status, deal.ForecastCategory, deal.Currency, deal.ClosedAt, line.Amount, deal.Probability,
            })
            .Where(line => products.Contains(line.ProductId)).ToListAsync(cancellation);
        var figures = new Dictionary<Guid, ForecastBasis>();
        foreach (var product in products)
        {
            figures[product] = await ForecastBasis.Of(sold.Where(line => line.ProductId == product).Select(line => line.Status == OpportunityStatus.Won
                ? new ForecastPart(line.OwnerId, ForecastCategory.Closed, line.Currency, options.DayOf(line.ClosedAt!.Value), line.Amount, 0, 1)
                : new ForecastPart(line.OwnerId, line.ForecastCategory, line.Currency, today, line.Amount, line.Amount * line.Probability, 1)), options, converter, cancellation);
        }

        return figures;
    }
}
