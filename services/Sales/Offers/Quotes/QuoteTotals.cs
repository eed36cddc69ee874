using Funnel.Sales.Products;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Quotes;

/// <summary>Whether the prices of a quote contain the tax.</summary>
public enum TaxMode
{
    /// <summary>The tax comes on top.</summary>
    Exclusive,

    /// <summary>The tax is within.</summary>
    Inclusive,
}

/// <summary>What a quote comes to, exact to the currency's smallest amount; halves are rounded away from zero.</summary>
/// <remarks>
/// 1. Each line: quantity × unit price, rounded; less its discount, rounded (<see cref="LineTerms"/>).
/// 2. The quote's discount, rounded once, is distributed over the lines by largest remainder: the parts add up to it.
/// 3. Lines are grouped by tax rate, and a group is taxed as a whole, rounded once: on top, or taken out of it.
/// 4. A group's tax is distributed over its lines in the same way, so that each line has a net and a tax that add up.
/// The order of the lines changes none of the totals. Cutting a line in two, without a discount of its own, changes the
/// sum of the lines by one smallest amount at the most, and by nothing where both parts come to whole ones.
/// </remarks>
internal sealed record QuoteTotals(
    decimal Subtotal, decimal Discount, decimal Net, decimal Tax, IReadOnlyList<LineShare> Lines, IReadOnlyList<TaxGroup> TaxGroups)
{
    public static readonly QuoteTotals Nothing = new(0, 0, 0, 0, [], []);

    private static readonly Refusal TaxOutOfRange = new("tax-rate-out-of-range", 422, "A tax rate lies between 0 and 100 percent.");
    private static readonly Refusal TaxTooPrecise = new("tax-rate-too-precise", 422, "A tax rate has four decimals at the most.");

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
            if (discount.Of(subtotal.Amount, currency).IsRefused(out var noDiscount, out var money))
            {
                return noDiscount;
            }

            off = money.Amount;
        }

        var unit = Money.Decimals(currency) == 0 ? 1m : 0.01m;
        var discounts = Distribute(off, [.. lines.Select(line => line.Amount)], [.. lines.Select(line => line.TaxRate)], unit);
        var shares = new LineShare[lines.Count];
        List<TaxGroup> groups = [];
        foreach (var group in Enumerable.Range(0, lines.Count).GroupBy(line => lines[line].TaxRate).OrderBy(group => group.Key))
        {
            decimal[] asked = [.. group.Select(line => lines[line].Amount - discounts[line])];
            var (rate, sum) = (group.Key, asked.Sum());
            var tax = Money.Round(mode == TaxMode.Exclusive ? sum * rate / 100 : sum * rate / (100 + rate), currency);
            var taxes = Distribute(tax, asked, asked, unit);
            foreach (var (place, line) in group.Index())
            {
                shares[line] = new(discounts[line], mode == TaxMode.Exclusive ? asked[place] : asked[place] - taxes[place], taxes[place]);
            }

            groups.Add(new(rate, mode == TaxMode.Exclusive ? sum : sum - tax, tax));
        }

        return new QuoteTotals(subtotal.Amount, off, groups.Sum(group => group.Net), groups.Sum(group => group.Tax), shares, groups);
    }

    public static Refusal? RefuseTax(decimal rate) =>
        rate is < 0 or > 100 ? TaxOutOfRange.Because($"{rate} % does not.")
        : decimal.Round(rate, 4) != rate ? TaxTooPrecise.Because($"{rate} % has more.")
        : null;

    private static decimal[] Distribute(decimal whole, IReadOnlyList<decimal> amounts, IReadOnlyList<decimal> ties, decimal unit) =>
        [.. LargestRemainder.Allocate((long)(whole / unit), [.. amounts.Select(amount => (long)(amount / unit))], ties).Select(share => share * unit)];
}

/// <param name="Amount">What a line comes to after its own discount, with or without the tax, as the quote's prices are.</param>
/// <param name="TaxRate">Percent.</param>
internal readonly record struct TaxedAmount(decimal Amount, decimal TaxRate);

/// <summary>A line's part of the quote's discount, and what is left of it.</summary>
internal readonly record struct LineShare(decimal Discount, decimal Net, decimal Tax);

/// <summary>What is taxed at one rate.</summary>
/// <param name="Rate">Percent, up to four decimals.</param>
/// <param name="Net">Two decimals.</param>
/// <param name="Tax">Two decimals.</param>
public sealed record TaxGroup(decimal Rate, decimal Net, decimal Tax);
