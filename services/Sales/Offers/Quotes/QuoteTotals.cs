using Funnel.Sales.Products;
using Funnel.ServiceDefaults;
using Funnel.Values;

namespace Funnel.Sales.Quotes;

/// <summary>Whether the prices of a quote include the tax.</summary>
public enum TaxMode
{
    /// <summary>The prices do not include the tax. It is added.</summary>
    Exclusive,

    /// <summary>The prices include the tax.</summary>
    Inclusive,
}

/// <summary>The totals of a quote, exact to the currency's smallest unit. Halves are rounded away from zero.</summary>
/// <remarks>
/// 1. Each line: quantity × unit price, rounded; minus the line's discount, rounded (<see cref="LineTerms"/>).
/// 2. The quote's discount is rounded once and then divided among the lines by the largest-remainder method, so that the shares add up.
/// 3. The lines are grouped by tax rate. The tax of each group is computed for the whole group and rounded once.
/// 4. A group's tax is divided among its lines by the same method, so that each line's net and tax add up.
/// The order of the lines changes no total. Splitting a line without its own discount changes the sum of the lines by at most one
/// smallest unit, and not at all if both parts come to whole units.
/// </remarks>
internal sealed record QuoteTotals(
    decimal Subtotal, decimal Discount, decimal Net, decimal Tax, IReadOnlyList<LineTotals> Lines, IReadOnlyList<TaxGroup> TaxGroups)
{
    private static readonly Refusal TaxOutOfRange = new("tax-rate-out-of-range", 422, "The tax rate is out of range.");
    private static readonly Refusal TaxTooPrecise = new("tax-rate-too-precise", 422, "The tax rate has too many decimals.");

    public decimal Total => Net + Tax;

    public static Result<QuoteTotals> Of(IReadOnlyList<TaxedAmount> lines, Discount? discount, TaxMode mode, string currency)
    {
        if (Money.Of(lines.Sum(line => line.Amount), currency).IsRefused(out var tooLarge, out var subtotal))
        {
            return tooLarge;
        }

        var off = 0m;
        if (discount is not null)
        {
            if (discount.AmountOf(subtotal.Amount, currency).IsRefused(out var wrongDiscount, out var money))
            {
                return wrongDiscount;
            }

            off = money.Amount;
        }

        var unit = Currency.UnitOf(currency);
        var discounts = Allocate(off, [.. lines.Select(line => line.Amount)], [.. lines.Select(line => line.TaxRate)], unit);
        var totals = new LineTotals[lines.Count];
        List<TaxGroup> groups = [];
        foreach (var group in Enumerable.Range(0, lines.Count).GroupBy(line => lines[line].TaxRate).OrderBy(group => group.Key))
        {
            decimal[] amounts = [.. group.Select(line => lines[line].Amount - discounts[line])];
            var (rate, sum) = (group.Key, amounts.Sum());
            var tax = Money.Round(mode == TaxMode.Exclusive ? sum * rate / 100 : sum * rate / (100 + rate), currency);
            var taxes = Allocate(tax, amounts, amounts, unit);
            foreach (var (place, line) in group.Index())
            {
                totals[line] =
                    new(discounts[line], mode == TaxMode.Exclusive ? amounts[place] : amounts[place] - taxes[place], taxes[place]);
            }

            groups.Add(new(rate, mode == TaxMode.Exclusive ? sum : sum - tax, tax));
        }

        return new QuoteTotals(subtotal.Amount, off, groups.Sum(group => group.Net), groups.Sum(group => group.Tax), totals, groups);
    }

    public static Result CheckTaxRate(decimal rate) =>
        rate is < 0 or > 100 ? TaxOutOfRange.Because($"`taxRate` is {rate}. It must be between 0 and 100 percent.")
        : decimal.Round(rate, 4) != rate ? TaxTooPrecise.Because($"`taxRate` is {rate}. It may have up to four decimals.")
        : Result.Done;

    private static decimal[] Allocate(decimal whole, IReadOnlyList<decimal> amounts, IReadOnlyList<decimal> ties, decimal unit) =>
        [.. LargestRemainder.Allocate((long)(whole / unit), [.. amounts.Select(amount => (long)(amount / unit))], ties)
            .Select(share => share * unit)];
}

/// <param name="Amount">The amount of a line after its own discount. Whether it includes the tax depends on the tax mode.</param>
/// <param name="TaxRate">Percent.</param>
internal readonly record struct TaxedAmount(decimal Amount, decimal TaxRate);

/// <summary>A line's share of the quote's discount, and its net and tax after that.</summary>
internal readonly record struct LineTotals(decimal Discount, decimal Net, decimal Tax);

/// <summary>The lines with the same tax rate.</summary>
/// <param name="Rate">Percent, with up to four decimals.</param>
/// <param name="Net">The net amount.</param>
/// <param name="Tax">The tax.</param>
public sealed record TaxGroup(decimal Rate, decimal Net, decimal Tax);
