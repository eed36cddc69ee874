using Funnel.Sales.Currencies;
using Funnel.Sales.Forecasts;
using Funnel.Sales.Pipeline;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Performance;

/// <summary>A closed deal with its amount in the reporting currency; null if its currency has no rate for the day of the closing.</summary>
internal sealed record ClosedDeal(Guid OwnerId, bool IsWon, DateTimeOffset CreatedAt, DateTimeOffset ClosedAt, string Currency,
    decimal OwnAmount, decimal? Amount)
{
    /// <summary>The deals with an owner that were closed in one of two spans and that the caller may see.</summary>
    public static async Task<List<ClosedDeal>> Load(
        SalesDb db, (DateTimeOffset From, DateTimeOffset Until) period, (DateTimeOffset After, DateTimeOffset Until) trailing,
        ForecastOptions options, CurrencyConverter converter, CancellationToken cancellation)
    {
        var rows = await db.Opportunities
            .Where(deal => deal.Status != OpportunityStatus.Open && deal.OwnerId != null)
            .Where(deal => (deal.ClosedAt >= period.From && deal.ClosedAt < period.Until)
                || (deal.ClosedAt > trailing.After && deal.ClosedAt <= trailing.Until))
            .Select(deal => new { deal.OwnerId, deal.Status, deal.CreatedAt, deal.ClosedAt, deal.Currency, deal.Amount })
            .ToListAsync(cancellation);
        await converter.LoadRates(
            options.Currency, rows.Select(row => (row.Currency, options.DayOf(row.ClosedAt!.Value))).Distinct(), cancellation);
        var deals = new List<ClosedDeal>(rows.Count);
        foreach (var row in rows)
        {
            // The rates are loaded, so this asks no database.
            var amount = await converter.Convert(
                row.Amount, row.Currency, options.Currency, options.DayOf(row.ClosedAt!.Value), cancellation);
            deals.Add(new(row.OwnerId!.Value, row.Status == OpportunityStatus.Won, row.CreatedAt, row.ClosedAt.Value, row.Currency,
                row.Amount, amount));
        }

        return deals;
    }
}
