namespace Funnel.Sales.Tests;

public sealed class LineTermsTests
{
    [Theory]
    [InlineData(3, 33.3333, null, null, 100)]
    [InlineData(3, 33.3333, 10.0, null, 90)]
    [InlineData(2, 100, null, 50.0, 150)]
    [InlineData(1, 0, null, null, 0)]
    public void The_amount_is_quantity_times_price_minus_the_discount(
        double quantity, double price, double? percent, double? amount, double expected) =>
        Assert.Equal((decimal)expected,
            LineTerms.Of((decimal)quantity, (decimal)price, Discount.Of((decimal?)percent, (decimal?)amount), "EUR").Value!.Amount);

    [Theory]
    [InlineData(0, 1, null, null, "quantity-out-of-range", "`quantity` is 0. It must be more than 0 and at most 1,000,000,000.")]
    [InlineData(1.00001, 1, null, null, "quantity-too-precise", "`quantity` is 1.00001. It may have up to four decimals.")]
    [InlineData(1, -1, null, null, "unit-price-out-of-range", "`unitPrice` is -1. It must be between 0 and 1,000,000,000,000.")]
    [InlineData(1, 1.00001, null, null, "unit-price-too-precise", "`unitPrice` is 1.00001. It may have up to four decimals.")]
    [InlineData(1, 1, 101.0, null, "discount-out-of-range", "`discountPercent` is 101. It must be between 0 and 100.")]
    [InlineData(1, 1, 1.00001, null, "discount-too-precise", "`discountPercent` is 1.00001. It may have up to four decimals.")]
    [InlineData(1, 1, null, 0.001, "discount-too-precise", "`discountAmount` is 0.001. In EUR it may have up to 2 decimals.")]
    [InlineData(1, 1, 5.0, 0.5, "discount-given-twice", "`discountPercent` and `discountAmount` are both given. Give at most one of them.")]
    public void A_wrong_value_is_refused_with_the_accepted_values(
        double quantity, double price, double? percent, double? amount, string code, string detail)
    {
        var refusal = LineTerms.Of((decimal)quantity, (decimal)price, Discount.Of((decimal?)percent, (decimal?)amount), "EUR").Refusal!;
        Assert.Equal((code, detail), (refusal.Code, refusal.Detail));
    }

    [Theory]
    [InlineData("JPY", 100.4, "amount-too-precise")]
    [InlineData("KRW", 0.5, "amount-too-precise")]
    [InlineData("JPY", 100, null)]
    [InlineData("EUR", 0.0005, null)]
    [InlineData("KWD", 0.0005, null)]
    public void A_price_is_finer_than_the_smallest_unit_only_in_a_currency_with_decimals(string currency, double price, string? code) =>
        Assert.Equal(code, LineTerms.Of(1, (decimal)price, null, currency).Refusal?.Code);

    [Fact]
    public void A_line_that_is_too_large_is_refused() =>
        Assert.Equal("line-amount-out-of-range", LineTerms.Of(LineTerms.LargestQuantity, Money.Largest, null, "EUR").Refusal!.Code);
}
