using System.Net;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class CreateQuoteTests(SalesFixture fixture)
{
    private const string Path = QuoteSteps.Quotes;
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task A_new_quote_shows_the_amounts_of_each_line_and_the_totals()
    {
        var (deal, product, book) = (await sales.Open(), await sales.Sell("Licence", Billing.Yearly), await sales.OpenBook());
        await sales.SetPrice(book.Id, product.Id, 33.3333m);
        var made = await sales.Quote(deal.Id, new
        {
            priceBookId = book.Id,
            taxRate = 19,
            discountAmount = 10,
            validUntil = "2099-12-31",
            note = " Net 30 days ",
            lines = new object[] { new { productId = product.Id, quantity = 3, discountPercent = 10 },
                QuoteSteps.Words("Training", 1.5m, 80, 7) },
        });

        // 3 × 33.3333 = 99.9999, rounded 100.00, minus 10 % = 90.00; 1.5 × 80 = 120.00. 10.00 off 210.00 is divided into 4.29 and 5.71.
        Assert.Equal([90m, 120m], made.Lines.Select(line => line.Amount));
        Assert.Equal([(4.29m, 85.71m), (5.71m, 114.29m)], made.Lines.Select(line => (line.DiscountShare, line.Net)));
        Assert.Equal([new TaxGroup(7, 114.29m, 8.00m), new TaxGroup(19, 85.71m, 16.28m)], made.TaxGroups);
        Assert.Equal((210m, 10m, 200m, 24.28m, 224.28m),
            (made.Subtotal, made.Discount, made.Summary.Net, made.Summary.Tax, made.Summary.Total));
        Assert.Equal(("Licence", "user", Billing.Yearly, product.Code),
            (made.Lines[0].Description, made.Lines[0].Unit, made.Lines[0].Billing, made.Lines[0].Code));
        Assert.Equal((QuoteState.Draft, 1, "Net 30 days"), (made.Summary.State, made.Summary.Version, made.Note));
        Assert.Matches("^Q-[0-9]{6}$", made.Summary.Number);
        Assert.Equivalent(made, await sales.Get<QuoteVersionResponse>($"{Path}/{made.Summary.QuoteId}/versions/1"), strict: true);
        Assert.Empty(await sales.Published(made.Summary.QuoteId));
    }

    [Fact]
    public async Task A_quote_without_lines_takes_the_lines_of_the_opportunity()
    {
        var (deal, product) = (await sales.Open(), await sales.Sell());
        await sales.Replace<OpportunityLinesResponse>($"/api/sales/v1/opportunities/{deal.Id}/lines",
            new { lines = new[] { new { productId = product.Id, quantity = 4, unitPrice = 25.5m, discountAmount = 2 } } });
        var made = await sales.Quote(deal.Id, new { taxRate = 10 });
        Assert.Equal((100m, 10m), (made.Summary.Net, made.Summary.Tax));
        Assert.Equal((product.Id, 4m, 25.5m), (made.Lines[0].ProductId!.Value, made.Lines[0].Quantity, made.Lines[0].UnitPrice));
    }

    [Fact]
    public async Task A_quote_has_at_most_a_thousand_lines()
    {
        var deal = await sales.Open();
        var lines = Enumerable.Range(1, 1000).Select(number => QuoteSteps.Words($"Line {number}", number, 0.333m)).ToArray();
        var made = await sales.Quote(deal.Id, new { lines, discountPercent = 12.5m });
        Assert.Equal(made.Summary.Net, made.Lines.Sum(line => line.Net));
        Assert.Equal(made.Summary.Tax, made.Lines.Sum(line => line.Tax));
        Assert.Equal("validation-failed",
            (await sales.Post($"/api/sales/v1/opportunities/{deal.Id}/quotes", new { lines = lines.Append(lines[0]) }).Refused(400)).Code);
    }

    [Theory]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":-1,\"unitPrice\":1}]}", 422, "quantity-out-of-range")]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":0.00001,\"unitPrice\":1}]}", 422, "quantity-too-precise")]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":1,\"unitPrice\":-1}]}", 422, "unit-price-out-of-range")]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":1e30,\"unitPrice\":1}]}", 400, "malformed-request")]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":1000000000,\"unitPrice\":1000000000000}]}", 422,
        "line-amount-out-of-range")]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":1,\"unitPrice\":1000000000000},{\"description\":\"x\",\"quantity\":1,"
        + "\"unitPrice\":1}]}", 422, "amount-out-of-range")]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":1,\"unitPrice\":1,\"taxRate\":100.1}]}", 422, "tax-rate-out-of-range")]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":1,\"unitPrice\":1,\"taxRate\":-1}]}", 422, "tax-rate-out-of-range")]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":1,\"unitPrice\":1,\"taxRate\":1.00001}]}", 422, "tax-rate-too-precise")]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":1,\"unitPrice\":1,\"discountPercent\":101}]}", 422,
        "discount-out-of-range")]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":1,\"unitPrice\":1,\"discountAmount\":2}]}", 422, "discount-out-of-range")]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":1,\"unitPrice\":1}],\"discountPercent\":100.5}", 422,
        "discount-out-of-range")]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":1,\"unitPrice\":1}],\"discountAmount\":1.01}", 422,
        "discount-out-of-range")]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":1,\"unitPrice\":1}],\"discountAmount\":0.5,\"discountPercent\":5}", 422,
        "discount-given-twice")]
    [InlineData("{\"lines\":[{\"description\":\" \",\"quantity\":1,\"unitPrice\":1}]}", 422, "line-without-description")]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":1}]}", 422, "line-without-price")]
    [InlineData("{\"lines\":[{\"productId\":\"00000000-0000-0000-0000-000000000001\",\"quantity\":1}]}", 422, "product-unknown")]
    [InlineData("{\"lines\":[null]}", 400, "validation-failed")]
    [InlineData("{\"taxMode\":\"sometimes\"}", 400, "malformed-request")]
    [InlineData("{\"validUntil\":\"2001-01-01\"}", 422, "valid-until-passed")]
    [InlineData("{\"validUntil\":\"9999-01-01\"}", 422, "day-out-of-range")]
    [InlineData("{\"note\":\"a\\u0000b\"}", 400, "malformed-request")]
    [InlineData("{\"total\":1}", 400, "malformed-request")]
    public async Task A_hostile_quote_is_refused_by_its_own_code_and_leaves_no_row(string json, int status, string code)
    {
        var deal = await sales.Open();
        Assert.Equal(code, (await sales.PostRaw($"/api/sales/v1/opportunities/{deal.Id}/quotes", json).Refused(status)).Code);
        Assert.Equal(0, await sales.Count($"quotes where opportunity_id = '{deal.Id}'"));
    }
}
