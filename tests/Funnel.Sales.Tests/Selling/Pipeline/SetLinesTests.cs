using System.Net;
using Funnel.Contracts.Sales;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class SetLinesTests(SalesFixture fixture)
{
    private const string Path = "/api/sales/v1/opportunities";
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task An_opportunitys_amount_follows_its_lines()
    {
        var (deal, one, other, book) =
            (await sales.Open(1000), await sales.Sell(), await sales.Sell("Support", Billing.Yearly), await sales.OpenBook());
        await sales.SetPrice(book.Id, one.Id, 19.995m);
        var set = await sales.Replace<OpportunityLinesResponse>($"{Path}/{deal.Id}/lines", new
        {
            priceBookId = book.Id,
            lines = new object[] { new { productId = one.Id, quantity = 3, discountPercent = 10 },
                new { productId = other.Id, quantity = 0.5m, unitPrice = 200, discountAmount = 0.01m } },
        });

        // 3 × 19.995 = 59.985 is 59.99; 10 % of it is 6.00.
        Assert.Equal([53.99m, 99.99m], set.Lines.Select(line => line.Amount));
        Assert.Equal((153.98m, (Guid?)book.Id, (Guid?)null), (set.Amount, set.Lines[0].PriceBookId, set.Lines[1].PriceBookId));
        Assert.Equal(new OpportunityAmountChanged(deal.Id, null, 1000, 153.98m, "EUR"), (await sales.Published(deal.Id))[1].Data);
        Assert.Equivalent(set, await sales.Get<OpportunityLinesResponse>($"{Path}/{deal.Id}/lines"), strict: true);
    }

    [Fact]
    public async Task The_amount_of_recurring_lines_is_their_first_year_and_the_totals_keep_each_billing_apart()
    {
        var (deal, once, month, year) = (await sales.Open(1), await sales.Sell("Setup"), await sales.Sell("Licence", Billing.Monthly),
            await sales.Sell("Support", Billing.Yearly));
        await Set(deal.Id, new { productId = once.Id, quantity = 1, unitPrice = 500 },
            new { productId = month.Id, quantity = 2, unitPrice = 50, termMonths = 36 },
            new { productId = month.Id, quantity = 1, unitPrice = 10, termMonths = 6 },
            new { productId = year.Id, quantity = 1, unitPrice = 240, discountPercent = 50 },
            new { productId = year.Id, quantity = 1, unitPrice = 100, termMonths = 18 });

        // First year: 500 + 12 × 100 + 6 × 10 + 120 + 100. Whole term: 500 + 36 × 100 + 6 × 10 + 120 + 150.
        var totals = new BillingTotals(500, 110, 220, 1980, 4430);
        var lines = await sales.Get<OpportunityLinesResponse>($"{Path}/{deal.Id}/lines");
        Assert.Equal((1980m, totals), (lines.Amount, lines.Totals));
        Assert.Equal([(500m, 500m), (1200m, 3600m), (60m, 60m), (120m, 120m), (100m, 150m)],
            lines.Lines.Select(line => (line.FirstYear, line.TotalContractValue)));
        var shown = await sales.Get<OpportunityResponse>($"{Path}/{deal.Id}");
        Assert.Equal((1980m, totals), (shown.Amount, shown.Totals));
        var listed = await sales.Get<OpportunityPage>($"{Path}?accountId={shown.AccountId}&totals=true");
        Assert.Equal(totals, Assert.Single(listed.Items).Totals);
        Assert.Equal([new OpportunityTotal("EUR", 1, 1980, 500, 110, 220, 4430)], listed.Totals);

        // The deal is won for half of its first year, so everything is halved.
        await sales.Post<OpportunityState>($"{Path}/{deal.Id}/win", new { reason = "price", amount = 990 });
        Assert.Equal(new BillingTotals(250, 55, 110, 990, 2215), (await sales.Get<OpportunityResponse>($"{Path}/{deal.Id}")).Totals);
    }

    [Fact]
    public async Task An_opportunity_without_lines_has_one_amount_and_no_totals()
    {
        var (deal, month) = (await sales.Open(1000), await sales.Sell("Licence", Billing.Monthly));
        Assert.Null((await sales.Get<OpportunityResponse>($"{Path}/{deal.Id}")).Totals);
        var set = await Set(deal.Id, new { productId = month.Id, quantity = 1, unitPrice = 10 });
        Assert.Equal(new BillingTotals(0, 10, 0, 120, 120), set.Totals);
        var bare = await Set(deal.Id);
        Assert.Equal((120m, null), (bare.Amount, bare.Totals));
    }

    [Theory]
    [InlineData(Billing.OneOff, 12, "term-of-one-off-line", "is billed once")]
    [InlineData(Billing.Monthly, 0, "term-out-of-range", "between 1 and 120")]
    [InlineData(Billing.Yearly, 121, "term-out-of-range", "between 1 and 120")]
    public async Task A_term_that_the_line_cannot_have_is_refused_and_nothing_changes(
        Billing billing, int months, string code, string accepted)
    {
        var (deal, product) = (await sales.Open(500), await sales.Sell("Licence", billing));
        var (found, detail) = await sales.Replace($"{Path}/{deal.Id}/lines",
            new { lines = new[] { new { productId = product.Id, quantity = 1, unitPrice = 1, termMonths = months } } }).Refused(422);
        Assert.Equal(code, found);
        Assert.StartsWith($"Line 1: `termMonths` is {months}", detail);
        Assert.Contains(accepted, detail);
        Assert.Equal(0, await sales.Count($"opportunity_lines where opportunity_id = '{deal.Id}'"));
    }

    [Fact]
    public async Task The_amount_is_the_sum_of_the_lines_while_there_are_lines()
    {
        var (deal, product) = (await sales.Open(1000), await sales.Sell());
        await Set(deal.Id, new { productId = product.Id, quantity = 1, unitPrice = 500 });
        Assert.Equal("amount-follows-lines", (await sales.Post($"{Path}/{deal.Id}/amount", new { amount = 7 }).Refused(409)).Code);
        Assert.Equal(500, (await Set(deal.Id)).Amount);
        Assert.Equal(7, (await sales.Post<OpportunityState>($"{Path}/{deal.Id}/amount", new { amount = 7 })).Amount);

        await Set(deal.Id, new { productId = product.Id, quantity = 1, unitPrice = 500 });
        Assert.Equal(450, (await sales.Post<OpportunityState>($"{Path}/{deal.Id}/win", new { reason = "price", amount = 450 })).Amount);
        Assert.Equal("opportunity-already-closed",
            (await sales.Replace($"{Path}/{deal.Id}/lines", new { lines = Array.Empty<object>() }).Refused(409)).Code);
    }

    [Fact]
    public async Task A_stale_version_of_the_lines_is_refused_even_if_the_amount_is_the_same()
    {
        var (deal, one, other) = (await sales.Open(500), await sales.Sell(), await sales.Sell());
        await Set(deal.Id, new { productId = one.Id, quantity = 1, unitPrice = 500 });
        using var read = await sales.Http.GetAsync($"{Path}/{deal.Id}/lines");
        var same = new { lines = new[] { new { productId = one.Id, quantity = 1, unitPrice = 500 } } };
        using var unchanged = await sales.Replace($"{Path}/{deal.Id}/lines", same, read.Headers.ETag!.ToString());
        Assert.Equal(HttpStatusCode.OK, unchanged.StatusCode);
        await Set(deal.Id, new { productId = other.Id, quantity = 1, unitPrice = 500 });
        Assert.Equal("precondition-failed",
            (await sales.Replace($"{Path}/{deal.Id}/lines", same, read.Headers.ETag!.ToString()).Refused(412)).Code);
        Assert.Single(await sales.Published(deal.Id));
        Assert.Equal(1, await sales.Count($"opportunity_lines where opportunity_id = '{deal.Id}' and product_id = '{other.Id}'"));
    }

    [Fact]
    public async Task Concurrent_changes_of_lines_and_amount_end_with_the_sum_of_the_lines()
    {
        var (deal, product) = (await sales.Open(500), await sales.Sell());
        await Task.WhenAll(Enumerable.Range(0, 16).Select(number => number % 2 == 0
            ? sales.Replace($"{Path}/{deal.Id}/lines",
                new { lines = new[] { new { productId = product.Id, quantity = 1, unitPrice = 500 } } })
            : sales.Post($"{Path}/{deal.Id}/amount", new { amount = number })));
        Assert.Equal(500, (await sales.Get<OpportunityLinesResponse>($"{Path}/{deal.Id}/lines")).Amount);
        Assert.Equal(1, await sales.Count($"opportunity_lines where opportunity_id = '{deal.Id}'"));
    }

    [Fact]
    public async Task A_request_may_have_a_thousand_lines_and_not_more()
    {
        var (deal, product) = (await sales.Open(500), await sales.Sell());
        var lines = Enumerable.Range(1, 1000).Select(number => (object)new { productId = product.Id, quantity = number, unitPrice = 0.01m })
            .ToArray();
        Assert.Equal(5005, (await Set(deal.Id, lines)).Amount);
        Assert.Equal("validation-failed",
            (await sales.Replace($"{Path}/{deal.Id}/lines", new { lines = lines.Append(lines[0]) }).Refused(400)).Code);
    }

    [Theory]
    [InlineData("\"quantity\":-1,\"unitPrice\":1", "quantity-out-of-range")]
    [InlineData("\"quantity\":0,\"unitPrice\":1", "quantity-out-of-range")]
    [InlineData("\"quantity\":1000000001,\"unitPrice\":1", "quantity-out-of-range")]
    [InlineData("\"quantity\":0.00001,\"unitPrice\":1", "quantity-too-precise")]
    [InlineData("\"quantity\":1,\"unitPrice\":-0.01", "unit-price-out-of-range")]
    [InlineData("\"quantity\":1,\"unitPrice\":1000000000001", "unit-price-out-of-range")]
    [InlineData("\"quantity\":1,\"unitPrice\":0.00001", "unit-price-too-precise")]
    [InlineData("\"quantity\":1000000000,\"unitPrice\":1000000000000", "line-amount-out-of-range")]
    [InlineData("\"quantity\":1,\"unitPrice\":1,\"discountPercent\":100.0001", "discount-out-of-range")]
    [InlineData("\"quantity\":1,\"unitPrice\":1,\"discountPercent\":-1", "discount-out-of-range")]
    [InlineData("\"quantity\":1,\"unitPrice\":1,\"discountPercent\":0.00001", "discount-too-precise")]
    [InlineData("\"quantity\":1,\"unitPrice\":1,\"discountAmount\":1.01", "discount-out-of-range")]
    [InlineData("\"quantity\":1,\"unitPrice\":1,\"discountAmount\":0.001", "discount-too-precise")]
    [InlineData("\"quantity\":1,\"unitPrice\":1,\"discountAmount\":0.5,\"discountPercent\":1", "discount-given-twice")]
    [InlineData("\"quantity\":1", "price-not-found")]
    public async Task A_hostile_line_is_refused_by_its_own_code_and_nothing_changes(string fields, string code)
    {
        var (deal, product, book) = (await sales.Open(500), await sales.Sell(), await sales.OpenBook());
        var json = $$"""{"priceBookId":"{{book.Id}}","lines":[{"productId":"{{product.Id}}",{{fields}}}]}""";
        var (found, detail) = await Put(deal.Id, json).Refused(422);
        Assert.Equal(code, found);
        Assert.StartsWith("Line 1: ", detail);
        Assert.Single(await sales.Published(deal.Id));
        Assert.Equal(0, await sales.Count($"opportunity_lines where opportunity_id = '{deal.Id}'"));
    }

    [Theory]
    [InlineData("{\"lines\":[null]}", 400, "validation-failed")]
    [InlineData("{\"lines\":null}", 400, "malformed-request")]
    [InlineData("{\"lines\":[{\"productId\":\"00000000-0000-0000-0000-000000000001\",\"quantity\":1e30,\"unitPrice\":1}]}", 400,
        "malformed-request")]
    [InlineData("{\"lines\":[{\"productId\":\"00000000-0000-0000-0000-000000000001\",\"quantity\":1,\"unitPrice\":1}]}", 422,
        "product-unknown")]
    [InlineData("{\"lines\":[],\"priceBookId\":\"00000000-0000-0000-0000-000000000001\"}", 422, "price-book-unknown")]
    public async Task Lines_with_unknown_products_are_refused(string json, int status, string code) =>
        Assert.Equal(code, (await Put((await sales.Open()).Id, json).Refused(status)).Code);

    [Fact]
    public async Task A_price_book_of_another_currency_or_another_year_is_refused()
    {
        var (deal, dollars) = (await sales.Open(), await sales.OpenBook("USD"));
        Assert.Equal("price-book-currency",
            (await sales.Replace($"{Path}/{deal.Id}/lines", new { lines = Array.Empty<object>(), priceBookId = dollars.Id })
                .Refused(422)).Code);
        var old = await sales.OpenBook();
        await sales.Replace<PriceBookResponse>($"/api/sales/v1/price-books/{old.Id}", new { name = "Old", validUntil = "2001-12-31" });
        Assert.Equal("price-book-not-in-force",
            (await sales.Replace($"{Path}/{deal.Id}/lines", new { lines = Array.Empty<object>(), priceBookId = old.Id })
                .Refused(422)).Code);
    }

    private Task<OpportunityLinesResponse> Set(Guid deal, params object[] lines) =>
        sales.Replace<OpportunityLinesResponse>($"{Path}/{deal}/lines", new { lines });

    private Task<HttpResponseMessage> Put(Guid deal, string json) =>
        sales.Http.PutAsync($"{Path}/{deal}/lines", new StringContent(json, System.Text.Encoding.UTF8, "application/json"));
}
