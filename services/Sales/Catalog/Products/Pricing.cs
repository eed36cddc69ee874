using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Products;

/// <summary>The products and prices that a list of lines names: a handful of look-ups for a thousand lines.</summary>
internal sealed class Pricing
{
    private readonly PriceBook? book;
    private readonly Dictionary<Guid, Product> products;
    private readonly Dictionary<Guid, decimal> prices;

    private Pricing(PriceBook? book, Dictionary<Guid, Product> products, Dictionary<Guid, decimal> prices) =>
        (this.book, this.products, this.prices) = (book, products, prices);

    /// <param name="priceBookId">The currency's standard one where none is named.</param>
    /// <param name="day">On which the prices hold.</param>
    public static async Task<Result<Pricing>> Load(
        SalesDb db, IEnumerable<Guid?> productIds, Guid? priceBookId, string currency, DateOnly day, CancellationToken cancellation)
    {
        var book = await db.PriceBooks.AsNoTracking().SingleOrDefaultAsync(
            book => priceBookId == null ? book.IsStandard && book.Currency == currency : book.Id == priceBookId, cancellation);
        if (priceBookId is not null && book is null)
        {
            return ProductRefusals.BookUnknown.Because($"'{priceBookId}' is none.");
        }

        if (book is not null && book.Currency != currency)
        {
            return ProductRefusals.OtherCurrency.Because($"'{book.Code}' is in {book.Currency}, not {currency}.");
        }

        if (priceBookId is not null && !book!.IsInForce(day))
        {
            return ProductRefusals.BookNotInForce.Because($"'{book.Code}' is not on {day:yyyy-MM-dd}.");
        }

        book = book?.IsInForce(day) == true ? book : null;
        var ids = productIds.OfType<Guid>().Distinct().ToArray();
        var products = await db.Products.AsNoTracking().Where(product => ids.Contains(product.Id)).ToDictionaryAsync(product => product.Id, cancellation);
        var bookId = book?.Id;
        var prices = await db.Prices.Where(price => price.PriceBookId == bookId && ids.Contains(price.ProductId) && price.ValidFrom <= day)
            .GroupBy(price => price.ProductId)
            .Select(dated => dated.OrderByDescending(price => price.ValidFrom).First())
            .ToDictionaryAsync(price => price.ProductId, price => price.Amount, cancellation);
        return new Pricing(book, products, prices);
    }

    /// <summary>The product and its price, unless the line names an own one.</summary>
    public Result<PricedProduct> Price(Guid productId, decimal? ownPrice) =>
        !products.TryGetValue(productId, out var product) ? ProductRefusals.Unknown.Because($"'{productId}' is none.")
        : product.RetiredAt is not null ? ProductRefusals.Retired.Because($"{product.Code} is not since {product.RetiredAt:yyyy-MM-dd}.")
        : ownPrice is { } own ? new PricedProduct(product, own, null)
        : prices.TryGetValue(productId, out var price) ? new PricedProduct(product, price, book!.Id)
        : ProductRefusals.NoPrice.Because(book is null ? $"No price book is in force for {product.Code}." : $"'{book.Code}' has none for {product.Code}.");
}

/// <param name="PriceBookId">Where the price is from; absent for the line's own.</param>
internal sealed record PricedProduct(Product Product, decimal UnitPrice, Guid? PriceBookId);
