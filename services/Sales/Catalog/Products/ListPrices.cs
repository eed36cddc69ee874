using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Products;

/// <param name="Code">The code of the product.</param>
/// <param name="Product">The name of the product.</param>
/// <param name="Price">The price of one unit in the currency of the price book, with up to four decimals.</param>
/// <param name="ValidFrom">The first day on which the price is valid. It is valid until the next price.</param>
public sealed record PriceResponse(Guid ProductId, string Code, string Product, decimal Price, DateOnly ValidFrom);

/// <summary>Lists the price of each product on one day.</summary>
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
            select new PriceResponse(product.Id, product.Code, product.Name, price.Amount, price.ValidFrom))
            .Take(limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(Page.Of(items, limit, item => item.ProductId));
    }
}
