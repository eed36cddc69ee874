using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Products;

/// <param name="Amount">Of one unit, in the book's currency, up to four decimals, 0 to 1,000,000,000,000; absent: takes the price away.</param>
/// <param name="ValidFrom">The first day on which it holds, until the next price; today where it is absent.</param>
public sealed record SetPriceRequest(Guid ProductId, decimal? Amount = null, DateOnly? ValidFrom = null);

internal static class SetPrices
{
    /// <remarks>Of two who set prices of one book at once the second does so on what the first one left: the book's version is the token.</remarks>
    public static async Task<Results<Ok<BulkResponse>, ProblemHttpResult>> Handle(
        Guid id, BulkRequest<SetPriceRequest> request, SalesDb db, TimeProvider clock, CancellationToken cancellation)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        if (await db.PriceBooks.FindAsync([id], cancellation) is not { } book)
        {
            return ProductRefusals.BookNotFound.ToProblem();
        }

        var ids = request.Items.Select(item => item.ProductId).Distinct().ToArray();
        var days = request.Items.Select(item => item.ValidFrom ?? today).Distinct().ToArray();
        var products = (await db.Products.Where(product => ids.Contains(product.Id)).Select(product => product.Id).ToListAsync(cancellation)).ToHashSet();
        var prices = await db.Prices.Where(price => price.PriceBookId == id && ids.Contains(price.ProductId) && days.Contains(price.ValidFrom))
            .ToDictionaryAsync(price => (price.ProductId, price.ValidFrom), cancellation);

        List<BulkResult> results = [.. request.Items.Select(item => Set(item))];
        if (results.Exists(result => result.Outcome == BulkOutcome.Done))
        {
            book.ChangePrices();
        }

        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(BulkResponse.Of(results));

        BulkResult Set(SetPriceRequest item)
        {
            var key = (item.ProductId, ValidFrom: item.ValidFrom ?? today);
            if (Refuse(item) is { } refusal)
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
                known.Become(amount);
            }
            else
            {
                prices.Add(key, Price.Set(id, item.ProductId, key.ValidFrom, amount));
                db.Add(prices[key]);
            }

            return new(BulkOutcome.Done, item.ProductId);
        }

        Refusal? Refuse(SetPriceRequest item) =>
            ProductRefusals.Refuse(item.ValidFrom)
            ?? (products.Contains(item.ProductId) ? null : ProductRefusals.Unknown.Because($"'{item.ProductId}' is none."))
            ?? (item.Amount is { } amount ? LineTerms.RefuseUnitPrice(amount) : null);
    }
}
