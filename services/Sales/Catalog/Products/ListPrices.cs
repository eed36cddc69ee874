using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Products;

/// <param name="Price">Of one unit, in the book's currency, up to four decimals.</param>
/// <param name="ValidFrom">The day from which it holds, until the next one.</param>
public sealed record PriceResponse(Guid ProductId, string Code, string Product, decimal Price, DateOnly ValidFrom);

/// <summary>The prices of a book on a day, by product.</summary>
internal static class ListPrices
{
    public static async Task<Results<Ok<Page<PriceResponse>>, ProblemHttpResult>> Handle(
        Guid id, SalesDb db, TimeProvider clock, CancellationToken cancellation, DateOnly? on = null, Guid? after = null,
        [Range(1, Page<PriceResponse>.LargestLimit)] int limit = Page<PriceResponse>.DefaultLimit)
    {
        if (!await db.PriceBooks.AnyAsync(book => book.Id == id, cancellation))
        {
            return ProductRefusals.BookNotFound.ToProblem();
        }

        var day = on ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var items = await (
            from product in db.Products.AsNoTracking()
            where after == null || product.Id < after
            let price = db.Prices.Where(price => price.PriceBookId == id && price.ProductId == product.Id && price.ValidFrom <= day)
                .OrderByDescending(price => price.ValidFrom).FirstOrDefault()
            where price != null
            orderby product.Id descending
            select new PriceResponse(product.Id, product.Code, product.Name, price.Amount, price.ValidFrom)).Take(limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(Page.Of(items, limit, item => item.ProductId));
    }
}
