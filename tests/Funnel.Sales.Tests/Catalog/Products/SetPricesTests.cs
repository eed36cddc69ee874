using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class SetPricesTests(SalesFixture fixture)
{
    private const string Path = "/api/sales/v1/price-books";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task A_price_is_valid_from_its_day_until_the_next_price()
    {
        var (book, product) = (await sales.OpenBook(), await sales.Sell());
        await sales.SetPrice(book.Id, product.Id, 10.0125m, "2025-01-01");
        await sales.SetPrice(book.Id, product.Id, 12m, "2026-01-01");
        Assert.Equal(1, (await sales.SetPrice(book.Id, product.Id, 12m, "2026-01-01")).Unchanged);
        Assert.Empty(await On("2024-12-31"));
        Assert.Equal([10.0125m], await On("2025-12-31"));
        Assert.Equal([12m], await On("2026-01-01"));
        await sales.SetPrice(book.Id, product.Id, null, "2026-01-01");
        Assert.Equal([10.0125m], await On("2026-01-01"));

        async Task<IEnumerable<decimal>> On(string day) =>
            (await sales.Get<Page<PriceResponse>>($"{Path}/{book.Id}/prices?on={day}")).Items.Select(price => price.Price);
    }

    [Fact]
    public async Task A_refused_price_does_not_affect_the_other_prices()
    {
        var (book, product) = (await sales.OpenBook(), await sales.Sell());
        var answer = await sales.Post<BulkResponse>($"{Path}/{book.Id}/prices", new
        {
            items = new object[]
            {
                new { productId = product.Id, amount = 1, validFrom = "2026-01-01" }, new { productId = Guid.CreateVersion7(), amount = 1 },
                new { productId = product.Id, amount = -1 }, new { productId = product.Id, amount = 0.00001m },
                new { productId = product.Id, amount = 1e13m },
                new { productId = product.Id, amount = 1, validFrom = "0001-01-01" },
            },
        });
        Assert.Equal(
            [null, "product-unknown", "unit-price-out-of-range", "unit-price-too-precise", "unit-price-out-of-range", "day-out-of-range"],
            answer.Results.Select(result => result.Code));
        Assert.Single((await sales.Get<Page<PriceResponse>>($"{Path}/{book.Id}/prices?on=2026-06-01")).Items);
    }
}
