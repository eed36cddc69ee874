using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Currencies;

/// <summary>An amount in another currency.</summary>
/// <param name="Converted">To the smallest amount that is paid in the other currency; absent where it is unknown, because a rate is missing.</param>
/// <param name="FromRateOf">The day of the rate that was taken of the amount's own currency; absent where there is none.</param>
/// <param name="ToRateOf">The day of the rate that was taken of the other one; absent where there is none.</param>
public sealed record ConversionResponse(
    decimal Amount, string From, string To, DateOnly Day, decimal? Converted, DateOnly? FromRateOf, DateOnly? ToRateOf);

internal static class ConvertAmount
{
    public static async Task<Results<Ok<ConversionResponse>, ProblemHttpResult>> Handle(
        decimal amount, [Required, RegularExpression(Money.CurrencyPattern)] string from, [Required, RegularExpression(Money.CurrencyPattern)] string to,
        CurrencyConverter converter, TimeProvider clock, CancellationToken cancellation,
        [Description("By whose rates, or else the last ones before; today where it is absent.")] DateOnly? day = null)
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
