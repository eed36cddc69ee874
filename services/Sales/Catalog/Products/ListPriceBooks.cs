using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Products;

/// <param name="Currency">ISO 4217 code in capitals.</param>
/// <param name="ValidFrom">The first day on which the price book is valid. Null if there is no first day.</param>
/// <param name="ValidUntil">The last day on which the price book is valid. Null if there is no last day.</param>
/// <param name="IsActive">Whether prices can be taken from the price book.</param>
/// <param name="IsStandard">Whether lines without a price book take their prices from this one.</param>
public sealed record PriceBookResponse(
    Guid Id, string Code, string Name, string Currency, DateOnly? ValidFrom, DateOnly? ValidUntil, bool IsActive, bool IsStandard)
{
    internal static PriceBookResponse Of(PriceBook book) =>
        new(book.Id, book.Code, book.Name, book.Currency, book.ValidFrom, book.ValidUntil, book.IsActive, book.IsStandard);
}

internal static class ListPriceBooks
{
    public static async Task<Ok<Page<PriceBookResponse>>> Handle(
        SalesDb db, CancellationToken cancellation,
        [MinLength(1), RegularExpression(Money.CurrencyPattern)] string? currency = null, Guid? after = null,
        [Range(1, Page<PriceBookResponse>.LargestLimit)] int limit = Page<PriceBookResponse>.DefaultLimit)
    {
        var found = db.PriceBooks.AsNoTracking();
        found = currency is null ? found : found.Where(book => book.Currency == currency);
        found = after is null ? found : found.Where(book => book.Id < after);
        var items = await found.OrderByDescending(book => book.Id).Take(limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(Page.Of([.. items.Select(PriceBookResponse.Of)], limit, item => item.Id));
    }
}
