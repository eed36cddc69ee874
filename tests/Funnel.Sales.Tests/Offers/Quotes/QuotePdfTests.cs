using Funnel.Testing;
using UglyToad.PdfPig;
using UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor;

namespace Funnel.Sales.Tests;

public sealed class QuotePdfTests(SalesFixture fixture)
{
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task The_document_shows_seller_customer_lines_and_totals()
    {
        var name = Steps.New("Müller & Łódź");
        var deal = await sales.Post<OpportunityState>("/api/sales/v1/opportunities", Steps.Opportunity(account: new { name }));
        var draft = await sales.Quote(deal.Id, new
        {
            lines = new[] { QuoteSteps.Words("Schulung für Größe é", 1.5m, 1234.5m), QuoteSteps.Words("Reise", 1, 100, 7) },
            discountPercent = 10,
            validUntil = "2099-12-31",
            note = "Zahlbar in 30 Tagen",
        });
        Assert.Contains("Draft, not an offer", await Text(draft.Summary.QuoteId));
        var sent = await sales.Post<QuoteVersionSummary>($"{QuoteSteps.Quotes}/{draft.Summary.QuoteId}/send", new { });
        var text = await Text(sent.QuoteId);

        // 1.5 × 1,234.50 = 1,851.75, plus 100.00 = 1,951.75, minus 195.18: 1,666.57 at 19 % and 90.00 at 7 %.
        foreach (var said in (string[])[sent.Number, "Version 1", name, "Your company", "Schulung für Größe é", "1.5 hour", "1,851.75",
            "Discount 10 %", "195.18", "Net", "1,756.57",
            "Tax 19 % on 1,666.57", "316.65", "Tax 7 % on 90.00", "6.30", "Total EUR", "2,079.52", "Valid until 2099-12-31",
            "Zahlbar in 30 Tagen", "page 1 of 1"])
        {
            Assert.Contains(said, text);
        }

        Assert.Equal((1756.57m, 322.95m, 2079.52m), (sent.Net, sent.Tax, sent.Total));
        Assert.DoesNotContain("Draft", text);
    }

    [Fact]
    public async Task The_document_of_a_sent_version_never_changes()
    {
        var sent = await sales.SentQuote();
        var first = await Pdf(sent.QuoteId);
        using var accepted = await sales.Answer(sent, "accept", new { by = "Vera", reason = "price" });
        Assert.True(accepted.IsSuccessStatusCode);
        Assert.Equal(first, await Pdf(sent.QuoteId));
    }

    [Fact]
    public async Task A_long_table_repeats_its_head_on_each_page()
    {
        var draft = await sales.Quote((await sales.Open()).Id,
            new { lines = Enumerable.Range(1, 1000)
                .Select(number => QuoteSteps.Words($"Service number {number}, described at some length so that it takes a second line")) });
        using var document = PdfDocument.Open(await Pdf(draft.Summary.QuoteId));
        Assert.InRange(document.NumberOfPages, 20, 60);
        Assert.All(document.GetPages(), page => Assert.Contains("Unit price", ContentOrderTextExtractor.GetText(page)));
        Assert.All(document.GetPages(),
            page => Assert.Contains($"page {page.Number} of {document.NumberOfPages}", ContentOrderTextExtractor.GetText(page)));
        Assert.Contains("Service number 1000", ContentOrderTextExtractor.GetText(document.GetPage(document.NumberOfPages)));
    }

    [Theory]
    [InlineData("中文名称")]
    [InlineData("שלום עולם")]
    [InlineData("🙂🏳️‍🌈 emoji")]
    [InlineData("\u202e\u200b\ufeff")]
    [InlineData("Ａｎｙ\tthing\nat all é ß Ł ẞ")]
    public async Task Any_text_can_be_rendered(string name)
    {
        var deal = await sales.Open();
        var draft =
            await sales.Quote(deal.Id,
                new { lines = new[] { QuoteSteps.Words(name), QuoteSteps.Words(new string('W', 500), 999_999_999.9999m, 999.9999m) },
                    note = name });
        using var document = PdfDocument.Open(await Pdf(draft.Summary.QuoteId));
        Assert.Equal(1, document.NumberOfPages);
    }

    [Fact]
    public async Task A_caller_who_may_not_see_the_amounts_of_the_deal_sees_none_in_its_quotes()
    {
        await using var own = await SalesFixture.Start(("Visibility:Records:sales", "all"), ("Visibility:Amounts:sales", "own"));
        var owner = await own.Hire("Ole", active: false);
        using var linked = await own.Replace($"/api/sales/v1/representatives/{owner.Id}/person", new { signsInAs = "Ole" });
        var deal = await own.Post<OpportunityState>("/api/sales/v1/opportunities",
            new { account = new { name = "A" }, name = "Deal", amount = 1, currency = "EUR", expectedCloseDate = "2030-12-31",
                ownerId = owner.Id });
        var quote = await own.SentQuote(deal.Id);
        foreach (var (user, sees) in new[] { ("Ole", true), ("Per", false) })
        {
            using var http = own.As(own.Issuer.Token([new("role", "sales")], subject: user));
            var shown = await http.GetStringAsync($"{QuoteSteps.Quotes}/{quote.QuoteId}/versions/1");
            Assert.Equal(sees, shown.Contains("\"total\":238.00", StringComparison.Ordinal));
            Assert.Equal(sees, shown.Contains("Consulting", StringComparison.Ordinal));
            using var document = await http.GetAsync($"{QuoteSteps.Quotes}/{quote.QuoteId}/versions/1/pdf");
            Assert.Equal(sees ? 200 : 403, (int)document.StatusCode);
        }
    }

    [Fact]
    public async Task Documents_are_rendered_in_parallel()
    {
        var quotes = await Task.WhenAll(Enumerable.Range(0, 16).Select(async number =>
            (Number: number,
                Quote: await sales.Quote((await sales.Open()).Id, new { lines = new[] { QuoteSteps.Words($"Only in {number}!") } }))));
        var texts = await Task.WhenAll(quotes.Select(async quote => (quote.Number, Text: await Text(quote.Quote.Summary.QuoteId))));
        Assert.All(texts, written => Assert.Contains($"Only in {written.Number}!", written.Text));
    }

    private async Task<string> Text(Guid quote)
    {
        using var document = PdfDocument.Open(await Pdf(quote));
        return string.Join('\n', document.GetPages().Select(page => ContentOrderTextExtractor.GetText(page)));
    }

    private async Task<byte[]> Pdf(Guid quote)
    {
        using var answer = await sales.Http.GetAsync($"{QuoteSteps.Quotes}/{quote}/versions/1/pdf");
        Assert.Equal("application/pdf", answer.Content.Headers.ContentType!.MediaType);
        return await answer.Content.ReadAsByteArrayAsync();
    }
}
