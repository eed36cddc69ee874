using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Products;

/// <summary>The products and prices for a list of lines. Three queries load them, whatever the number of lines.</summary>
internal sealed class Pricing
{
    private readonly PriceBook? book;
    private readonly Dictionary<Guid, Product> products;
    private readonly Dictionary<Guid, decimal> prices;

    private Pricing(PriceBook? book, Dictionary<Guid, Product> products, Dictionary<Guid, decimal> prices) =>
        (this.book, this.products, this.prices) = (book, products, prices);

    /// <param name="priceBookId">The price book; null for the standard price book of the currency.</param>
    /// <param name="day">The day on which the prices are valid.</param>
    public static async Task<Result<Pricing>> Load(
        SalesDb db, IEnumerable<Guid?> productIds, Guid? priceBookId, string currency, DateOnly day, CancellationToken cancellation)
    {
        var book = await db.PriceBooks.AsNoTracking().SingleOrDefaultAsync(
            book => priceBookId == null ? book.IsStandard && book.Currency == currency : book.Id == priceBookId, cancellation);
        if (priceBookId is not null && book is null)
        {
            return ProductRefusals.UnknownBook(priceBookId.Value);
        }

        if (book is not null && book.Currency != currency)
        {
            return ProductRefusals.OtherCurrency(book, currency);
        }

        if (priceBookId is not null && !book!.IsValidOn(day))
        {
            return ProductRefusals.BookNotValid(book, day);
        }

        book = book?.IsValidOn(day) == true ? book : null;
        var ids = productIds.OfType<Guid>().Distinct().ToArray();
        var products = await db.Products.AsNoTracking().Where(product => ids.Contains(product.Id))
            .ToDictionaryAsync(product => product.Id, cancellation);
        var bookId = book?.Id;
        var prices = await db.Prices.Where(price => price.PriceBookId == bookId && ids.Contains(price.ProductId) && price.ValidFrom <= day)
            .GroupBy(price => price.ProductId)
            .Select(dated => dated.OrderByDescending(price => price.ValidFrom).First())
            .ToDictionaryAsync(price => price.ProductId, price => price.Amount, cancellation);
        return new Pricing(book, products, prices);
    }

    /// <summary>The product with the line's own price, else with the price of the price book.</summary>
    public Result<PricedProduct> Price(Guid productId, decimal? ownPrice) =>
        !products.TryGetValue(productId, out var product) ? ProductRefusals.UnknownProduct(productId)
        : product.RetiredAt is not null ? ProductRefusals.IsRetired(product)
        : ownPrice is { } own ? new PricedProduct(product, own, null)
        : prices.TryGetValue(productId, out var price) ? new PricedProduct(product, price, book!.Id)
        : ProductRefusals.HasNoPrice(product, book);
}

/// <param name="PriceBookId">The price book that the price comes from; null for the line's own price.</param>
internal sealed record PricedProduct(Product Product, decimal UnitPrice, Guid? PriceBookId);
