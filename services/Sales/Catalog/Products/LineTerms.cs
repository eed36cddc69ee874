using Funnel.ServiceDefaults;

namespace Funnel.Sales.Products;

/// <summary>The quantity, unit price and discount of a line of an opportunity or quote, and the resulting amount.</summary>
/// <remarks>
/// Quantity × unit price is rounded once, to the smallest unit of the currency, halves away from zero. The discount is rounded in the
/// same way and then subtracted. A customer who checks the line by hand gets the same amount.
/// </remarks>
internal sealed record LineTerms
{
    public const decimal LargestQuantity = 1_000_000_000m;

    private static readonly Refusal QuantityOutOfRange = new("quantity-out-of-range", 422, "The quantity is out of range.");
    private static readonly Refusal QuantityTooPrecise = new("quantity-too-precise", 422, "The quantity has too many decimals.");
    private static readonly Refusal PriceOutOfRange = new("unit-price-out-of-range", 422, "The unit price is out of range.");
    private static readonly Refusal PriceTooPrecise = new("unit-price-too-precise", 422, "The unit price has too many decimals.");
    private static readonly Refusal LineTooLarge = new("line-amount-out-of-range", 422, "The amount of the line is too large.");

    private LineTerms(decimal quantity, decimal unitPrice, Discount? discount, decimal amount, string currency) =>
        (Quantity, UnitPrice, Discount, Amount, Currency) = (quantity, unitPrice, discount, amount, currency);

    public decimal Quantity { get; }

    public decimal UnitPrice { get; }

    public Discount? Discount { get; }

    /// <summary>The amount after the discount. It is never negative.</summary>
    public decimal Amount { get; }

    public string Currency { get; }

    public static Result<LineTerms> Of(decimal quantity, decimal unitPrice, Discount? discount, string currency)
    {
        if (CheckQuantity(quantity).IsRefused(out var refusal) || CheckPrice("unitPrice", unitPrice, currency).IsRefused(out refusal))
        {
            return refusal;
        }

        var full = Money.Round(quantity * unitPrice, currency);
        return full > Money.Largest
            ? LineTooLarge.Because($"{quantity} × {unitPrice} is {full}. A line comes to at most 1,000,000,000,000.")
            : discount is null ? new LineTerms(quantity, unitPrice, null, full, currency)
            : discount.AmountOf(full, currency).IsRefused(out var wrongDiscount, out var off) ? wrongDiscount
            : new LineTerms(quantity, unitPrice, discount, full - off.Amount, currency);
    }

    /// <summary>
    /// A price of one unit may be finer than the smallest unit of the currency, as one of 0.0005 euros. A currency without decimals has
    /// no such prices.
    /// </summary>
    /// <param name="field">The request field that holds the price.</param>
    public static Result CheckPrice(string field, decimal price, string currency) =>
        price is < 0 or > Money.Largest ? PriceOutOfRange.Because($"`{field}` is {price}. It must be between 0 and 1,000,000,000,000.")
        : decimal.Round(price, 4) != price ? PriceTooPrecise.Because($"`{field}` is {price}. It may have up to four decimals.")
        : Money.Decimals(currency) == 0 ? Money.CheckPayable($"`{field}`", price, currency)
        : Result.Done;

    private static Result CheckQuantity(decimal quantity) =>
        quantity is <= 0 or > LargestQuantity
            ? QuantityOutOfRange.Because($"`quantity` is {quantity}. It must be more than 0 and at most 1,000,000,000.")
        : decimal.Round(quantity, 4) != quantity ? QuantityTooPrecise.Because($"`quantity` is {quantity}. It may have up to four decimals.")
        : Result.Done;
}
