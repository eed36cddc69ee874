using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Currencies;

/// <param name="Base">The currency that the rate is quoted against, ISO 4217.</param>
/// <param name="Rate">Units of the currency for one unit of the base.</param>
public sealed record ExchangeRateResponse(Guid Id, string Base, string Currency, DateOnly Day, decimal Rate);

internal static class ListRates
{
    public static async Task<Ok<Page<ExchangeRateResponse>>> Handle(
        SalesDb db, CancellationToken cancellation,
        [MinLength(1), RegularExpression(Money.CurrencyPattern)] string? currency = null, DateOnly? day = null,
        [Description("The `next` value of the previous page.")] Guid? after = null,
        [Range(1, Page<ExchangeRateResponse>.LargestLimit)] int limit = Page<ExchangeRateResponse>.DefaultLimit)
    {
        var found = await db.ExchangeRates.AsNoTracking()
            .Where(rate => (currency == null || rate.Currency == currency) && (day == null || rate.Day == day)
                && (after == null || rate.Id < after))
            .OrderByDescending(rate => rate.Id).Take(limit + 1)
            .Select(rate => new ExchangeRateResponse(rate.Id, rate.Base, rate.Currency, rate.Day, rate.Rate)).ToListAsync(cancellation);
        return TypedResults.Ok(Page.Of(found, limit, rate => rate.Id));
    }
}
