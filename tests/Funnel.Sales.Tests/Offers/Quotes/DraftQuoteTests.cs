using System.Net;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class DraftQuoteTests(SalesFixture fixture)
{
    private const string Path = QuoteSteps.Quotes;
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task A_quote_says_what_each_line_and_the_whole_come_to()
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
            lines = new object[] { new { productId = product.Id, quantity = 3, discountPercent = 10 }, QuoteSteps.Words("Training", 1.5m, 80, 7) },
        });

        // 3 × 33.3333 = 99.9999 is 100.00, less 10 % is 90.00; 1.5 × 80 is 120.00. 10.00 off 210.00: 4.29 and 5.71.
        Assert.Equal([90m, 120m], made.Lines.Select(line => line.Amount));
        Assert.Equal([(4.29m, 85.71m), (5.71m, 114.29m)], made.Lines.Select(line => (line.DiscountShare, line.Net)));
        Assert.Equal([new TaxGroup(7, 114.29m, 8.00m), new TaxGroup(19, 85.71m, 16.28m)], made.TaxGroups);
        Assert.Equal((210m, 10m, 200m, 24.28m, 224.28m), (made.Subtotal, made.Discount, made.Summary.Net, made.Summary.Tax, made.Summary.Total));
        Assert.Equal(("Licence", "user", Billing.Yearly, product.Code), (made.Lines[0].Description, made.Lines[0].Unit, made.Lines[0].Billing, made.Lines[0].Code));
        Assert.Equal((QuoteState.Draft, 1, "Net 30 days"), (made.Summary.State, made.Summary.Version, made.Note));
        Assert.Matches("^Q-[0-9]{6}$", made.Summary.Number);
        Assert.Equivalent(made, await sales.Get<QuoteVersionResponse>($"{Path}/{made.Summary.QuoteId}/versions/1"), strict: true);
        Assert.Empty(await sales.Published(made.Summary.QuoteId));
    }

    [Fact]
    public async Task Without_lines_of_its_own_a_quote_offers_what_the_opportunity_sells()
    {
        var (deal, product) = (await sales.Open(), await sales.Sell());
        await sales.Replace<OpportunityLinesResponse>($"/api/sales/v1/opportunities/{deal.Id}/lines",
            new { lines = new[] { new { productId = product.Id, quantity = 4, unitPrice = 25.5m, discountAmount = 2 } } });
        var made = await sales.Quote(deal.Id, new { taxRate = 10 });
        Assert.Equal((100m, 10m), (made.Summary.Net, made.Summary.Tax));
        Assert.Equal((product.Id, 4m, 25.5m), (made.Lines[0].ProductId!.Value, made.Lines[0].Quantity, made.Lines[0].UnitPrice));
    }

    [Fact]
    public async Task A_draft_changes_for_whoever_has_read_it_as_it_is()
    {
        var made = await sales.Quote((await sales.Open()).Id, new { lines = new[] { QuoteSteps.Words(), QuoteSteps.Words("More") } });
        var path = $"{Path}/{made.Summary.QuoteId}/draft";
        using var read = await sales.Http.GetAsync($"{Path}/{made.Summary.QuoteId}/versions/1");
        using var changed = await sales.Replace(path, new { lines = new[] { QuoteSteps.Words(unitPrice: 7) }, taxMode = "inclusive" }, read.Headers.ETag!.ToString());
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal("precondition-failed", (await sales.Replace(path, new { }, read.Headers.ETag!.ToString()).Refused(412)).Code);
        var now = await sales.Get<QuoteVersionResponse>($"{Path}/{made.Summary.QuoteId}/versions/1");
        Assert.Equal((14m, 11.76m, 2.24m, 1), (now.Summary.Total, now.Summary.Net, now.Summary.Tax, now.Lines.Count));
    }

    [Fact]
    public async Task Of_twenty_who_change_the_same_draft_each_leaves_it_whole()
    {
        var made = await sales.Quote((await sales.Open()).Id, new { lines = new[] { QuoteSteps.Words() } });
        await Task.WhenAll(Enumerable.Range(1, 20).Select(number =>
            sales.Replace($"{Path}/{made.Summary.QuoteId}/draft", new { lines = Enumerable.Repeat(QuoteSteps.Words(unitPrice: number), 3) })));
        var now = await sales.Get<QuoteVersionResponse>($"{Path}/{made.Summary.QuoteId}/versions/1");
        Assert.Equal(3, now.Lines.Count);
        Assert.Single(now.Lines.Select(line => line.UnitPrice).Distinct());
        Assert.Equal(now.Summary.Net, now.Lines.Sum(line => line.Net));
    }

    [Fact]
    public async Task A_thousand_lines_are_quoted_and_one_more_is_too_many()
    {
        var deal = await sales.Open();
        var lines = Enumerable.Range(1, 1000).Select(number => QuoteSteps.Words($"Line {number}", number, 0.333m)).ToArray();
        var made = await sales.Quote(deal.Id, new { lines, discountPercent = 12.5m });
        Assert.Equal(made.Summary.Net, made.Lines.Sum(line => line.Net));
        Assert.Equal(made.Summary.Tax, made.Lines.Sum(line => line.Tax));
        Assert.Equal("validation-failed", (await sales.Post($"/api/sales/v1/opportunities/{deal.Id}/quotes", new { lines = lines.Append(lines[0]) }).Refused(400)).Code);
    }

    [Theory]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":-1,\"unitPrice\":1}]}", 422, "quantity-out-of-range")]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":0.00001,\"unitPrice\":1}]}", 422, "quantity-too-precise")]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":1,\"unitPrice\":-1}]}", 422, "unit-price-out-of-range")]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":1e30,\"unitPrice\":1}]}", 400, "malformed-request")]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":1000000000,\"unitPrice\":1000000000000}]}", 422, "line-amount-out-of-range")]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":1,\"unitPrice\":1000000000000},{\"description\":\"x\",\"quantity\":1,\"unitPrice\":1}]}", 422, "amount-out-of-range")]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":1,\"unitPrice\":1,\"taxRate\":100.1}]}", 422, "tax-rate-out-of-range")]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":1,\"unitPrice\":1,\"taxRate\":-1}]}", 422, "tax-rate-out-of-range")]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":1,\"unitPrice\":1,\"taxRate\":1.00001}]}", 422, "tax-rate-too-precise")]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":1,\"unitPrice\":1,\"discountPercent\":101}]}", 422, "discount-out-of-range")]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":1,\"unitPrice\":1,\"discountAmount\":2}]}", 422, "discount-out-of-range")]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":1,\"unitPrice\":1}],\"discountPercent\":100.5}", 422, "discount-out-of-range")]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":1,\"unitPrice\":1}],\"discountAmount\":1.01}", 422, "discount-out-of-range")]
    [InlineData("{\"lines\":[{\"description\":\"x\",\"quantity\":1,\"unitPrice\":1}],\"discountAmount\":0.5,\"discountPercent\":5}", 422, "discount-given-twice")]
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

    [Fact]
    public async Task The_id_of_an_account_that_was_merged_away_finds_its_quotes()
    {
        var (winner, loser) = (await sales.OpenAccount(), await sales.OpenAccount());
        var quote = await sales.SentQuote((await sales.OpenAt(loser.Id)).Id);
        await sales.Post<MergeResponse>($"/api/sales/v1/accounts/{winner.Id}/merge", new { loserId = loser.Id });
        foreach (var account in new[] { loser.Id, winner.Id })
        {
            Assert.Equal(quote.QuoteId, Assert.Single((await sales.Get<Page<QuoteResponse>>($"{Path}?accountId={account}")).Items).Id);
        }
    }

    [Fact]
    public async Task Quotes_are_listed_by_opportunity_newest_first()
    {
        var deal = await sales.Open();
        var first = await sales.SentQuote(deal.Id);
        var second = await sales.SentQuote(deal.Id);
        var page = await sales.Get<Page<QuoteResponse>>($"{Path}?opportunityId={deal.Id}&limit=1");
        Assert.Equal(second.QuoteId, Assert.Single(page.Items).Id);
        Assert.Equal(first.QuoteId, Assert.Single((await sales.Get<Page<QuoteResponse>>($"{Path}?opportunityId={deal.Id}&after={page.Next}")).Items).Id);
        Assert.Equal("quote-not-found", (await sales.Http.GetAsync($"{Path}/{deal.Id}").Refused(404)).Code);
        Assert.Equal("quote-version-not-found", (await sales.Http.GetAsync($"{Path}/{first.QuoteId}/versions/7").Refused(404)).Code);
    }
}
