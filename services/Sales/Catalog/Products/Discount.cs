using Funnel.ServiceDefaults;

namespace Funnel.Sales.Products;

/// <summary>A discount in percent or as an amount.</summary>
internal sealed record Discount
{
    private static readonly Refusal GivenTwice = new("discount-given-twice", 422, "The discount is given both in percent and as an amount.",
        "`discountPercent` and `discountAmount` are both given. Give at most one of them.");

    private static readonly Refusal OutOfRange = new("discount-out-of-range", 422, "The discount is out of range.");
    private static readonly Refusal TooPrecise = new("discount-too-precise", 422, "The discount has too many decimals.");

    private Discount(decimal? percent, decimal? amount) => (Percent, Amount) = (percent, amount);

    /// <summary>0 to 100, with up to four decimals.</summary>
    public decimal? Percent { get; }

    public decimal? Amount { get; }

    /// <returns>Null if both are null: there is no discount.</returns>
    public static Discount? Of(decimal? percent, decimal? amount) => percent is null && amount is null ? null : new(percent, amount);

    /// <summary>The discount on an amount, rounded to the currency's smallest unit.</summary>
    public Result<Money> AmountOf(decimal full, string currency) =>
        Percent is not null && Amount is not null ? GivenTwice
        : Percent is < 0 or > 100 ? OutOfRange.Because($"`discountPercent` is {Percent}. It must be between 0 and 100.")
        : Percent is { } percent && decimal.Round(percent, 4) != percent
            ? TooPrecise.Because($"`discountPercent` is {percent}. It may have up to four decimals.")
        : Amount < 0 || Amount > full
        ? OutOfRange.Because($"`discountAmount` is {Amount}. It must be between 0 and the amount before the discount, {full}.")
        : Amount is { } amount && Money.Round(amount, currency) != amount
            ? TooPrecise.Because($"`discountAmount` is {amount}. In {currency} it may have up to {Money.Decimals(currency)} decimals.")
        : Money.Of(Amount ?? Money.Round(full * Percent!.Value / 100, currency), currency);
}
