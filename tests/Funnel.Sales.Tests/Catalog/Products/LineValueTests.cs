namespace Funnel.Sales.Tests;

public sealed class LineValueTests
{
    [Theory]
    [InlineData(Billing.OneOff, null, 100, 100)]
    [InlineData(Billing.Monthly, null, 1200, 1200)]
    [InlineData(Billing.Monthly, 1, 100, 100)]
    [InlineData(Billing.Monthly, 12, 1200, 1200)]
    [InlineData(Billing.Monthly, 36, 1200, 3600)]
    [InlineData(Billing.Yearly, null, 100, 100)]
    [InlineData(Billing.Yearly, 6, 50, 50)]
    [InlineData(Billing.Yearly, 36, 100, 300)]
    public void A_recurring_line_counts_its_first_year_and_its_whole_term(
        Billing billing, int? term, decimal firstYear, decimal contract) =>
        Assert.Equal(new LineValue(firstYear, contract), LineValue.Of(100, billing, term, "EUR"));

    [Theory]
    [InlineData("EUR", 58.33)]
    [InlineData("JPY", 58)]
    public void A_part_of_a_year_is_rounded_to_the_smallest_unit_of_the_currency(string currency, decimal firstYear) =>
        Assert.Equal(firstYear, LineValue.Of(100, Billing.Yearly, 7, currency).FirstYear);

    [Fact]
    public void A_deal_that_is_won_for_another_amount_keeps_the_proportion_of_its_totals()
    {
        var totals = new BillingTotals(100, 10, 120, 340, 580);
        Assert.Equal(new BillingTotals(50, 5, 60, 170, 290), totals.ScaledTo(170, "EUR"));
        Assert.Equal(new BillingTotals(70, 0, 0, 70, 70), new BillingTotals(0, 0, 0, 0, 0).ScaledTo(70, "EUR"));
    }
}
