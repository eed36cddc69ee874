using Funnel.ServiceDefaults;

namespace Funnel.Sales.Products;

/// <summary>How many of something at which price, less a discount: what a line of an opportunity or of a quote comes to.</summary>
/// <remarks>
/// Exact: quantity × unit price is rounded once, to the smallest amount of the currency that Funnel keeps, halves away from
/// zero, as a customer who checks it by hand does; the discount is rounded the same way and taken from that.
/// </remarks>
internal sealed record LineTerms
{
    public const decimal LargestQuantity = 1_000_000_000m;

    private static readonly Refusal QuantityOutOfRange = new("quantity-out-of-range", 422, "A quantity is more than 0 and 1,000,000,000 at the most.");
    private static readonly Refusal QuantityTooPrecise = new("quantity-too-precise", 422, "A quantity has four decimals at the most.");
    private static readonly Refusal PriceOutOfRange = new("unit-price-out-of-range", 422, "A unit price lies between 0 and 1,000,000,000,000.");
    private static readonly Refusal PriceTooPrecise = new("unit-price-too-precise", 422, "A unit price has four decimals at the most.");
    private static readonly Refusal LineTooLarge = new("line-amount-out-of-range", 422, "A line comes to 1,000,000,000,000 at the most.");

    private LineTerms(decimal quantity, decimal unitPrice, Discount? discount, decimal amount) =>
        (Quantity, UnitPrice, Discount, Amount) = (quantity, unitPrice, discount, amount);

    public decimal Quantity { get; }

    public decimal UnitPrice { get; }

    public Discount? Discount { get; }

    /// <summary>What the line comes to after its discount; never below zero.</summary>
    public decimal Amount { get; }

    public static Result<LineTerms> Of(decimal quantity, decimal unitPrice, Discount? discount, string currency)
    {
        if ((RefuseQuantity(quantity) ?? RefuseUnitPrice(unitPrice)) is { } refusal)
        {
            return refusal;
        }

        var full = Money.Round(quantity * unitPrice, currency);
        return full > Money.Largest ? LineTooLarge.Because($"{quantity} × {unitPrice} comes to more.")
            : discount is null ? new LineTerms(quantity, unitPrice, null, full)
            : discount.Of(full, currency).IsRefused(out var tooMuch, out var off) ? tooMuch
            : new LineTerms(quantity, unitPrice, discount, full - off.Amount);
    }

    public static Refusal? RefuseUnitPrice(decimal price) =>
        price is < 0 or > Money.Largest ? PriceOutOfRange.Because($"{price} does not.")
        : decimal.Round(price, 4) != price ? PriceTooPrecise.Because($"{price} has more.")
        : null;

    private static Refusal? RefuseQuantity(decimal quantity) =>
        quantity is <= 0 or > LargestQuantity ? QuantityOutOfRange.Because($"{quantity} is not.")
        : decimal.Round(quantity, 4) != quantity ? QuantityTooPrecise.Because($"{quantity} has more.")
        : null;
}
