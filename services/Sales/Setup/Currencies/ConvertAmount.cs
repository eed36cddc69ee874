using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Currencies;

/// <summary>An amount in another currency.</summary>
/// <param name="Converted">Rounded to the smallest unit of the other currency. Absent if a rate is missing.</param>
/// <param name="FromRateOf">The day of the rate of the currency `from`. Absent if there is no rate.</param>
/// <param name="ToRateOf">The day of the rate of the currency `to`. Absent if there is no rate.</param>
public sealed record ConversionResponse(
    decimal Amount, string From, string To, DateOnly Day, decimal? Converted, DateOnly? FromRateOf, DateOnly? ToRateOf);

internal static class ConvertAmount
{
    public static async Task<Results<Ok<ConversionResponse>, ProblemHttpResult>> Handle(
        decimal amount, [Required, RegularExpression(Money.CurrencyPattern)] string from,
        [Required, RegularExpression(Money.CurrencyPattern)] string to,
        CurrencyConverter converter, TimeProvider clock, CancellationToken cancellation,
        [Description("The day whose rates are used, or the last rates before it. Defaults to today.")] DateOnly? day = null)
    {
        if (Money.Of(amount, from).IsRefused(out var refusal, out var money) || Money.Of(0, to).IsRefused(out refusal, out _))
        {
            return refusal.ToProblem();
        }

        var on = day ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var converted = await converter.Convert(money, to, on, cancellation);
        return TypedResults.Ok(new ConversionResponse(amount, from, to, on, converted?.Amount,
            (await converter.RateOf(from, on, cancellation))?.Day, (await converter.RateOf(to, on, cancellation))?.Day));
    }
}
