using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class AddPriceBookTests(SalesFixture fixture)
{
    private const string Path = "/api/sales/v1/price-books";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task A_currency_has_one_standard_price_book_and_lines_take_their_prices_from_it()
    {
        var product = await sales.Sell();
        var terms = new { code = Steps.New("standard"), name = "Standard", currency = "NOK", isStandard = true };
        var standard = await sales.Post<PriceBookResponse>(Path, terms);
        Assert.Equal("standard-price-book-taken", (await sales.Post(Path, terms with { code = Steps.New("standard") }).Refused(409)).Code);
        Assert.Equal("standard-price-book-inactive",
            (await sales.Replace($"{Path}/{standard.Id}", new { name = "Standard", isActive = false, isStandard = true })
                .Refused(422)).Code);
        await sales.SetPrice(standard.Id, product.Id, 99.9m);

        var deal = await sales.Post<OpportunityState>("/api/sales/v1/opportunities",
            new { account = new { name = Steps.New("account") }, name = "Deal", amount = 1, currency = "NOK",
                expectedCloseDate = "2026-12-31", unassigned = true });
        var line = Assert.Single((await sales.Replace<OpportunityLinesResponse>($"/api/sales/v1/opportunities/{deal.Id}/lines",
            new { lines = new[] { new { productId = product.Id, quantity = 3 } } })).Lines);
        Assert.Equal((99.9m, 299.7m, (Guid?)standard.Id), (line.UnitPrice, line.Amount, line.PriceBookId));

        await sales.Replace<PriceBookResponse>($"{Path}/{standard.Id}", new { name = "Standard" });
        Assert.True((await sales.Post<PriceBookResponse>(Path, terms with { code = Steps.New("standard") })).IsStandard);
    }

    [Fact]
    public async Task Of_twenty_simultaneous_standard_price_books_one_is_added()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            sales.Post(Path, new { code = Steps.New("standard"), name = "Standard", currency = "SEK", isStandard = true })));
        Assert.Single(answers, answer => answer.IsSuccessStatusCode);
        Assert.Equal(1, await sales.Count("price_books where currency = 'SEK' and is_standard"));
    }

    [Theory]
    [InlineData("\"currency\":\"XYZ\"", 422, "currency-unknown")]
    [InlineData("\"currency\":\"EUR\",\"validFrom\":\"2026-02-01\",\"validUntil\":\"2026-01-01\"", 422, "price-book-period-backwards")]
    [InlineData("\"currency\":\"EUR\",\"validFrom\":\"0001-01-01\"", 422, "day-out-of-range")]
    [InlineData("\"currency\":\"EUR\",\"isActive\":false,\"isStandard\":true", 422, "standard-price-book-inactive")]
    [InlineData("\"currency\":\"EUR\",\"validFrom\":\"2026-02-30\"", 400, "malformed-request")]
    public async Task A_wrong_price_book_is_refused_and_leaves_no_row(string fields, int status, string code)
    {
        var key = Steps.New("hostile");
        Assert.Equal(code, (await sales.PostRaw(Path, $$"""{"code":"{{key}}","name":"x",{{fields}}}""").Refused(status)).Code);
        Assert.Equal(0, await sales.Count($"price_books where code = '{key}'"));
    }
}
