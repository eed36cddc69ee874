using Funnel.ServiceDefaults;

namespace Funnel.Sales.Products;

/// <summary>The totals of lines by billing, in the currency of the lines. Amounts of different billing are never added up.</summary>
/// <param name="OneOff">The sum of the lines that are billed once.</param>
/// <param name="Monthly">The sum of the lines that are billed by month, for one month.</param>
/// <param name="Yearly">The sum of the lines that are billed by year, for one year.</param>
/// <param name="FirstYear">
/// The one-off lines and the first year of the recurring lines: 12 months, or the term of the line if it is shorter.
/// </param>
/// <param name="TotalContractValue">
/// The one-off lines and the recurring lines for their whole term. A recurring line without a term counts for 12 months.
/// </param>
public sealed record BillingTotals(decimal OneOff, decimal Monthly, decimal Yearly, decimal FirstYear, decimal TotalContractValue)
{
    internal static Result<BillingTotals> Of(IReadOnlyCollection<BilledLine> lines, string currency)
    {
        var totals = new BillingTotals(Sum(Billing.OneOff), Sum(Billing.Monthly), Sum(Billing.Yearly),
            lines.Sum(line => line.Value.FirstYear), lines.Sum(line => line.Value.Contract));
        return Money.Of(totals.FirstYear, currency).IsRefused(out var tooLarge, out _)
            || Money.Of(totals.TotalContractValue, currency).IsRefused(out tooLarge, out _) ? tooLarge : totals;

        decimal Sum(Billing billing) => lines.Where(line => line.Billing == billing).Sum(line => line.Amount);
    }

    /// <summary>The totals of a deal that was closed for another amount: all of them change in proportion to the first year.</summary>
    internal BillingTotals ScaledTo(decimal firstYear, string currency)
    {
        if (firstYear == FirstYear)
        {
            return this;
        }

        // Free lines have no proportion.
        return FirstYear == 0
            ? this with { OneOff = firstYear, FirstYear = firstYear, TotalContractValue = firstYear }
            : new(Scaled(OneOff), Scaled(Monthly), Scaled(Yearly), firstYear, Scaled(TotalContractValue));

        decimal Scaled(decimal part) => Money.Round(part * firstYear / FirstYear, currency);
    }
}

/// <param name="Amount">The amount of the line, for one month or one year if it is recurring.</param>
internal readonly record struct BilledLine(Billing Billing, decimal Amount, LineValue Value)
{
    public static BilledLine Of(Billing billing, decimal amount, int? termMonths, string currency) =>
        new(billing, amount, LineValue.Of(amount, billing, termMonths, currency));
}
