using Funnel.ServiceDefaults;

namespace Funnel.Sales.Products;

/// <summary>A part of a price that is not asked for: percent of it, or an amount.</summary>
internal sealed record Discount
{
    private static readonly Refusal GivenTwice = new("discount-given-twice", 422, "A discount is given in percent or as an amount, not both.");
    private static readonly Refusal OutOfRange = new("discount-out-of-range", 422, "A discount lies between 0 and 100 percent, or 0 and what it is taken from.");
    private static readonly Refusal TooPrecise = new("discount-too-precise", 422, "A discount has four decimals in percent at the most, and as an amount those of its currency.");

    private Discount(decimal? percent, decimal? amount) => (Percent, Amount) = (percent, amount);

    /// <summary>0 to 100, four decimals.</summary>
    public decimal? Percent { get; }

    public decimal? Amount { get; }

    /// <summary>None where both are absent.</summary>
    public static Discount? Of(decimal? percent, decimal? amount) => percent is null && amount is null ? null : new(percent, amount);

    /// <summary>What it comes to on an amount, to the currency's smallest.</summary>
    public Result<Money> Of(decimal full, string currency) =>
        Percent is not null && Amount is not null ? GivenTwice
        : Percent is < 0 or > 100 ? OutOfRange.Because($"{Percent} % does not.")
        : Percent is { } precise && decimal.Round(precise, 4) != precise ? TooPrecise.Because($"{precise} % has more.")
        : Amount < 0 || Amount > full ? OutOfRange.Because($"{Amount} off {full} does not.")
        : Amount is { } exact && Money.Round(exact, currency) != exact ? TooPrecise.Because($"{exact} {currency} has more.")
        : Money.Of(Amount ?? Money.Round(full * Percent!.Value / 100, currency), currency);
}
