using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Products;

/// <param name="Amount">
/// The price of one unit in the currency of the price book, 0 to 1,000,000,000,000, with up to four decimals. A currency
/// without decimals has none.
/// Leave it out to delete the price of that day.
/// </param>
/// <param name="ValidFrom">The first day on which the price is valid. It is valid until the next price. Defaults to today in UTC.</param>
public sealed record SetPriceRequest(Guid ProductId, decimal? Amount = null, DateOnly? ValidFrom = null);

internal static class SetPrices
{
    /// <remarks>
    /// The version of the price book is the concurrency token: of two simultaneous requests, the second runs again on the prices of
    /// the first.
    /// </remarks>
    public static async Task<Results<Ok<BulkResponse>, ProblemHttpResult>> Handle(
        Guid id, Bulk<SetPriceRequest> request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        if (request.CheckCount().IsRefused(out var wrongCount))
        {
            return wrongCount.ToProblem();
        }

        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        if (await db.PriceBooks.FindAsync([id], cancellation) is not { } book)
        {
            return ProductRefusals.BookNotFound.ToProblem();
        }

        var ids = request.Sound.Select(item => item.ProductId).Distinct().ToArray();
        var days = request.Sound.Select(item => item.ValidFrom ?? today).Distinct().ToArray();
        var products = await db.Products.Where(product => ids.Contains(product.Id)).Select(product => product.Id)
            .ToHashSetAsync(cancellation);
        var prices = await db.Prices
            .Where(price => price.PriceBookId == id && ids.Contains(price.ProductId) && days.Contains(price.ValidFrom))
            .ToDictionaryAsync(price => (price.ProductId, price.ValidFrom), cancellation);

        var response = request.Answer(Set);
        if (response.Done > 0)
        {
            book.CountPriceChange();
        }

        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(response);

        BulkResult Set(SetPriceRequest item)
        {
            var key = (item.ProductId, ValidFrom: item.ValidFrom ?? today);
            if (Check(item).IsRefused(out var refusal))
            {
                return BulkResult.Of(refusal);
            }

            var known = prices.GetValueOrDefault(key);
            if (known?.Amount == item.Amount)
            {
                return new(BulkOutcome.Unchanged, item.ProductId);
            }

            if (item.Amount is not { } amount)
            {
                db.Remove(known!);
                prices.Remove(key);
            }
            else if (known is not null)
            {
                known.ChangeAmount(amount);
            }
            else
            {
                prices.Add(key, Price.Create(id, item.ProductId, key.ValidFrom, amount));
                db.Add(prices[key]);
            }

            return new(BulkOutcome.Done, item.ProductId);
        }

        Result Check(SetPriceRequest item) =>
            ProductRefusals.CheckDay("validFrom", item.ValidFrom).IsRefused(out var outOfRange) ? outOfRange
            : !products.Contains(item.ProductId) ? ProductRefusals.UnknownProduct(item.ProductId)
            : item.Amount is { } amount ? LineTerms.CheckPrice("amount", amount, book.Currency)
            : Result.Done;
    }
}
