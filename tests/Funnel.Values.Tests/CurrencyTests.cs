using FsCheck;
using FsCheck.Fluent;

namespace Funnel.Values.Tests;

public sealed class CurrencyTests
{
    [Theory]
    [InlineData("JPY", 0)]
    [InlineData("KRW", 0)]
    [InlineData("CLP", 0)]
    [InlineData("EUR", 2)]
    [InlineData("KWD", 3)]
    [InlineData("TND", 3)]
    [InlineData("CLF", 4)]
    [InlineData("ABC", 2)]
    public void A_currency_has_the_decimals_of_ISO_4217(string currency, int decimals)
    {
        Assert.Equal(decimals, Currency.DecimalsOf(currency));
        Assert.Equal((decimal)Math.Pow(10, -decimals), Currency.UnitOf(currency));
    }

    [Theory]
    [InlineData(1000.55, "JPY", false)]
    [InlineData(1000, "JPY", true)]
    [InlineData(0.001, "EUR", false)]
    [InlineData(0.001, "BHD", true)]
    public void An_amount_with_more_decimals_than_its_currency_cannot_be_paid(double amount, string currency, bool canPay) =>
        Assert.Equal(canPay, Currency.CanPay((decimal)amount, currency));

    [Theory]
    [InlineData(1.5, "EUR", "1.50")]
    [InlineData(1.005, "EUR", "1.01")]
    [InlineData(2.5, "JPY", "3")]
    [InlineData(-2.5, "JPY", "-3")]
    [InlineData(1, "KWD", "1.000")]
    public void A_rounded_amount_has_all_decimals_of_its_currency(double amount, string currency, string written) =>
        Assert.Equal(written, Currency.Round((decimal)amount, currency).ToString(System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void A_rounded_amount_can_be_paid_and_differs_by_half_a_unit_at_most() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<int>().Generator.Select(number => number / 100_000m)
                .Zip(Gen.Elements("JPY", "EUR", "KWD", "CLF")).ToArbitrary(),
            given =>
            {
                var (amount, currency) = given;
                var rounded = Currency.Round(amount, currency);
                return Currency.CanPay(rounded, currency) && Currency.Round(rounded, currency) == rounded
                    && Math.Abs(rounded - amount) <= Currency.UnitOf(currency) / 2;
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Only_codes_in_capitals_are_in_use() =>
        Assert.Equal([true, false, false, false, true], new[] { "EUR", "eur", "XYZ", "", "KWD" }.Select(Currency.IsInUse));
}
