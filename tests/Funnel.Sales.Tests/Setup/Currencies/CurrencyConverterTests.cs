using Funnel.Messaging;
using Funnel.Sales.Currencies;
using Funnel.ServiceDefaults;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

/// <summary>Each test uses currencies of its own, because all tests share the exchange rates of the service.</summary>
public sealed class CurrencyConverterTests(SalesFixture fixture)
{
    private const string Path = "/api/sales/v1/exchange-rates";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task An_amount_is_converted_by_the_rate_of_the_day_or_the_last_one_before()
    {
        await Enter(("SEK", "2026-01-05", 11.5m), ("SEK", "2026-01-12", 11.2m));
        Assert.Equal((100m, "2026-01-05"), await Convert(1150, "SEK", "EUR", "2026-01-05"));
        Assert.Equal((100m, "2026-01-05"), await Convert(1150, "SEK", "EUR", "2026-01-11"));
        Assert.Equal((102.68m, "2026-01-12"), await Convert(1150, "SEK", "EUR", "2026-01-12"));
        Assert.Equal(1120m, (await Conversion(100, "EUR", "SEK", "2026-02-01")).Converted);
    }

    [Fact]
    public async Task Two_currencies_are_converted_through_the_base_currency()
    {
        await Enter(("NOK", "2026-01-05", 12m), ("DKK", "2026-01-07", 7.5m));
        var converted = await Conversion(1200, "NOK", "DKK", "2026-01-09");
        Assert.Equal((750m, new DateOnly(2026, 1, 5), new DateOnly(2026, 1, 7)),
            (converted.Converted, converted.FromRateOf, converted.ToRateOf));
    }

    [Fact]
    public async Task A_currency_without_a_smaller_unit_is_converted_to_whole_units()
    {
        await Enter(("JPY", "2026-01-05", 161.5m));
        Assert.Equal(20188m, (await Conversion(125, "EUR", "JPY", "2026-01-06")).Converted); // 20,187.50
        Assert.Equal(0.62m, (await Conversion(100, "JPY", "EUR", "2026-01-06")).Converted);
    }

    [Fact]
    public async Task An_amount_without_a_rate_is_unknown_and_never_0()
    {
        await Enter(("ISK", "2026-01-05", 150m));
        Assert.Null((await Conversion(1000, "ISK", "EUR", "2026-01-04")).Converted);
        Assert.Null((await Conversion(1000, "ISK", "KWD", "2026-01-06")).Converted);
        Assert.Equal(1000m, (await Conversion(1000, "KWD", "KWD", "2026-01-06")).Converted);
        Assert.Equal(0m, (await Conversion(0, "ISK", "EUR", "2026-01-06")).Converted);
    }

    [Fact]
    public async Task An_amount_that_would_be_too_large_is_unknown()
    {
        await Enter(("IRR", "2026-01-05", ExchangeRate.Largest), ("BHD", "2026-01-05", ExchangeRate.Smallest));
        Assert.Null((await Conversion(Money.Largest, "BHD", "IRR", "2026-01-06")).Converted);
        Assert.Equal(0m, (await Conversion(1, "IRR", "EUR", "2026-01-06")).Converted);
    }

    [Fact]
    public async Task A_rate_is_entered_again_corrected_and_listed()
    {
        Assert.Equal((1, 0), Counts(await Enter(("CHF", "2026-01-05", 0.95m))));
        Assert.Equal((0, 1), Counts(await Enter(("CHF", "2026-01-05", 0.95m))));
        Assert.Equal((1, 0), Counts(await Enter(("CHF", "2026-01-05", 0.94m))));
        var rate = Assert.Single((await sales.Get<Page<ExchangeRateResponse>>($"{Path}?currency=CHF&day=2026-01-05")).Items);
        Assert.Equal(("EUR", 0.94m), (rate.Base, rate.Rate));

        static (int, int) Counts(BulkResponse answer) => (answer.Done, answer.Unchanged);
    }

    [Fact]
    public async Task A_wrong_rate_is_refused_and_the_other_items_succeed()
    {
        var answer = await Enter(("XYZ", "2026-01-05", 1m), ("EUR", "2026-01-05", 1m), ("PLN", "1989-12-31", 1m), ("PLN", "2226-01-05", 1m),
            ("PLN", "2026-01-05", 0m), ("PLN", "2026-01-05", -4m), ("PLN", "2026-01-05", 1_000_000_001m),
            ("PLN", "2026-01-05", 0.123456789m), ("PLN", "2026-01-05", 4.3m));
        Assert.Equal(
            ["currency-unknown", "rate-of-base", "rate-day-out-of-range", "rate-day-out-of-range", "rate-out-of-range",
                "rate-out-of-range", "rate-out-of-range", "rate-too-precise", null],
            answer.Results.Select(result => result.Code));
        Assert.Equal(4.3m, Assert.Single((await sales.Get<Page<ExchangeRateResponse>>($"{Path}?currency=PLN")).Items).Rate);
    }

    [Theory]
    [InlineData("amount=1&from=XYZ&to=EUR", 422, "currency-unknown")]
    [InlineData("amount=1&from=EUR&to=XYZ", 422, "currency-unknown")]
    [InlineData("amount=1&from=eur&to=EUR", 400, "validation-failed")]
    [InlineData("amount=-1&from=EUR&to=USD", 422, "amount-out-of-range")]
    [InlineData("amount=1e30&from=EUR&to=USD", 400, "malformed-request")]
    [InlineData("amount=1&from=EUR&to=USD&day=2026-02-30", 400, "malformed-request")]
    public async Task A_hostile_conversion_is_refused(string query, int status, string code) =>
        Assert.Equal(code, (await sales.Http.GetAsync($"{Path}/conversion?{query}").Refused(status)).Code);

    private Task<BulkResponse> Enter(params (string Currency, string Day, decimal Rate)[] rates) =>
        sales.Post<BulkResponse>(Path, new { items = rates.Select(rate => new { rate.Currency, rate.Day, rate.Rate }) });

    private Task<ConversionResponse> Conversion(decimal amount, string from, string to, string day) =>
        sales.Get<ConversionResponse>(
            $"{Path}/conversion?amount={amount.ToString(System.Globalization.CultureInfo.InvariantCulture)}&from={from}&to={to}&day={day}");

    private async Task<(decimal?, string?)> Convert(decimal amount, string from, string to, string day)
    {
        var answer = await Conversion(amount, from, to, day);
        return (answer.Converted, answer.FromRateOf?.ToString("yyyy-MM-dd"));
    }
}
