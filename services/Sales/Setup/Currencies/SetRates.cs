using System.ComponentModel.DataAnnotations;
using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Funnel.Sales.Currencies;

/// <summary>The rate of a currency on a day. A known rate is corrected.</summary>
/// <param name="Currency">ISO 4217, upper case.</param>
/// <param name="Rate">Units of the currency for one unit of the base: 0.00000001 to 1,000,000,000, at most eight decimals.</param>
public sealed record SetRateRequest(
    [property: Required, MaxLength(Money.CurrencyLength)] string Currency, DateOnly Day, decimal Rate);

internal static class SetRates
{
    public static async Task<Results<Ok<BulkResponse>, ProblemHttpResult>> Handle(
        Bulk<SetRateRequest> request, SalesDb db, IOptions<CurrencyOptions> options, TimeProvider clock,
        CancellationToken cancellation)
    {
        if (request.CheckCount().IsRefused(out var wrongCount))
        {
            return wrongCount.ToProblem();
        }

        var (now, @base) = (clock.GetUtcNow(), options.Value.Base);
        var currencies = request.Sound.Select(item => item.Currency).Distinct().ToArray();
        var days = request.Sound.Select(item => item.Day).Distinct().ToArray();
        var known = await db.ExchangeRates
            .Where(rate => rate.Base == @base && currencies.Contains(rate.Currency) && days.Contains(rate.Day))
            .ToDictionaryAsync(rate => (rate.Currency, rate.Day), cancellation);
        var response = request.Answer(Take);
        await db.SaveChangesAsync(cancellation);
        return TypedResults.Ok(response);

        BulkResult Take(SetRateRequest item)
        {
            if (ExchangeRate.Quote(@base, item.Currency, item.Day, item.Rate, now).IsRefused(out var refusal, out var quoted))
            {
                return BulkResult.Of(refusal);
            }

            if (known.TryGetValue((item.Currency, item.Day), out var rate))
            {
                return new(rate.Correct(item.Rate) ? BulkOutcome.Done : BulkOutcome.Unchanged, rate.Id);
            }

            known.Add((item.Currency, item.Day), quoted);
            db.Add(quoted);
            return new(BulkOutcome.Done, quoted.Id);
        }
    }
}
