using Funnel.Testing;
using Microsoft.Extensions.DependencyInjection;
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
        foreach (var said in (string[])[sent.Number, "Version 1", name, SalesFixture.Seller,
            "Accepted for", "Name, signature", "Place, date",
            "Schulung für Größe é", "1.5 hour", "1,851.75",
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
    public async Task The_document_and_the_totals_keep_one_off_monthly_and_yearly_lines_apart()
    {
        var (month, year) = (await sales.Sell("Licence", Billing.Monthly), await sales.Sell("Support", Billing.Yearly));
        var draft = await sales.Quote((await sales.Open()).Id, new
        {
            taxRate = 19,
            lines = new object[] { QuoteSteps.Words("Setup", 1, 500), new { productId = month.Id, quantity = 1, unitPrice = 100,
                termMonths = 36 }, new { productId = year.Id, quantity = 1, unitPrice = 240 } },
        });
        Assert.Equal(new BillingTotals(500, 100, 240, 1940, 4340), draft.Summary.Totals);
        Assert.Equal(
            [new(Billing.OneOff, 500, 95, 595), new(Billing.Monthly, 100, 19, 119),
                new BillingInvoice(Billing.Yearly, 240, 45.60m, 285.60m)],
            draft.Invoices);
        var text = await Text(draft.Summary.QuoteId);
        foreach (var said in (string[])["Total EUR once", "595.00", "Net per month", "100.00", "Total EUR per month", "119.00",
            "Total EUR per year", "285.60", "First year, net", "1,940.00", "Whole term, net", "4,340.00", "36 months", "12 months"])
        {
            Assert.Contains(said, text);
        }
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

    [Fact]
    public async Task The_document_shows_address_and_contact_of_the_seller_and_of_the_recipient()
    {
        await using var own = await SalesFixture.Start(("Quotes:SellerAddress", "1 Quay Road\nVAT GB123"),
            ("Quotes:SellerContact", "+44 20 7946 0000\nsales@seller.example"));
        var deal = await own.Post<OpportunityState>("/api/sales/v1/opportunities", new
        {
            account = new { name = "Recipient Ltd" },
            contact = new { fullName = "Rita Recipient" },
            name = "Deal",
            amount = 1,
            currency = "EUR",
            expectedCloseDate = "2030-12-31",
            ownerId = (await own.Hire("Olaf Owner", active: false)).Id,
        });
        var draft = await own.Quote(deal.Id, new { lines = new[] { QuoteSteps.Words() }, recipientAddress = "5 High Street\nYork" });
        using var document = PdfDocument.Open(
            await own.Http.GetByteArrayAsync($"{QuoteSteps.Quotes}/{draft.Summary.QuoteId}/versions/1/pdf"));
        var text = ContentOrderTextExtractor.GetText(document.GetPage(1));
        Assert.All(["1 Quay Road", "VAT GB123", "+44 20 7946 0000", "sales@seller.example", "Your contact: Olaf Owner", "Recipient Ltd",
            "Rita Recipient", "5 High Street", "York"], said => Assert.Contains(said, text));

        // The next quote of the account has the address already.
        Assert.Equal("5 High Street\nYork", (await own.Quote(deal.Id, new { })).RecipientAddress);
    }

    [Theory]
    [InlineData("東京都渋谷区 株式会社テスト 서울특별시 中文报价")]
    [InlineData("Договор поставки оборудования, Київ")]
    [InlineData("Προσφορά υπηρεσιών, Αθήνα")]
    public async Task Scripts_of_the_world_are_written_as_letters_and_not_as_boxes(string words)
    {
        var text = await TextOf(words);
        Assert.All(words.Split(' '), word => Assert.Contains(word, text, StringComparison.Ordinal));
        Assert.DoesNotContain('\uFFFD', text);
        AssertHasGlyphs(words);
    }

    [Fact]
    public async Task Hebrew_runs_from_right_to_left()
    {
        // The text of the page is read from left to right.
        Assert.Contains(string.Concat("שירות תמיכה".Reverse()), await TextOf("שירות תמיכה"), StringComparison.Ordinal);
        AssertHasGlyphs("שירות תמיכה");
    }

    [Fact]
    public async Task Arabic_letters_are_joined_and_run_from_right_to_left()
    {
        // Joined letters have the codes of their forms. Their compatibility form is the letter. PostgreSQL finds it, because .NET
        // does not normalise text without ICU.
        await using var normalize = sales.Database.CreateCommand("select normalize($1, nfkc)");
        normalize.Parameters.Add(new() { Value = await TextOf("عرض سعر") });
        var text = (string)(await normalize.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        Assert.All("عرضس".ToCharArray(), letter => Assert.Contains(letter, text));
        AssertHasGlyphs("عرض سعر ١٢٣");

        var shaped = Assert.Single(Text().Shape("عرض", bold: false));
        var alone = "عرض".EnumerateRunes().Reverse().SelectMany(letter => Text().Shape(letter.ToString(), bold: false)[0].Glyphs);
        Assert.Equal(3, shaped.Glyphs.Length);
        // The last letter, which does not join after the second one, stands on the left.
        Assert.Equal(alone.First(), shaped.Glyphs[0]);
        Assert.Equal(2, shaped.Glyphs.Except(alone).Count());
    }

    [Theory]
    [InlineData(1, 1, "EUR")]
    [InlineData(999_999.9999, 999_999.9999, "EUR")]
    [InlineData(123_456.789, 1_234_567, "JPY")]
    public async Task Columns_never_touch(double quantity, double price, string currency)
    {
        var deal = await sales.Post<OpportunityState>("/api/sales/v1/opportunities", new { account = new { name = Steps.New("wide") },
            name = "Deal", amount = 1, currency, expectedCloseDate = "2030-12-31", unassigned = true });
        object line = new { description = "Wide words of a description that takes the whole width of its column and more than one line",
            unit = "person-days of a senior consultant", quantity, unitPrice = price, discountPercent = 12.3456, taxRate = 19.1234 };
        var draft = await sales.Quote(deal.Id, new { lines = new[] { line, QuoteSteps.Words() } });
        using var document = PdfDocument.Open(await Pdf(draft.Summary.QuoteId));
        var rows = document.GetPage(1).Letters.Where(letter => letter.Value.Trim().Length > 0)
            .GroupBy(letter => Math.Round(letter.StartBaseLine.Y)).Where(row => row.Any(letter => letter.Value == "%")
                || string.Concat(row.Select(letter => letter.Value)).Contains("UnitpriceDiscount", StringComparison.Ordinal)).ToList();
        Assert.InRange(rows.Count, 3, 5);
        foreach (var row in rows.Where(row =>
            row.Max(letter => letter.StartBaseLine.X) > 530 && row.Min(letter => letter.StartBaseLine.X) < 90))
        {
            var letters = row.OrderBy(letter => letter.StartBaseLine.X).ToList();
            List<double> gaps = [.. letters.Zip(letters.Skip(1), (one, next) => next.StartBaseLine.X - one.EndBaseLine.X)];
            // Letters of one text come no closer than by kerning. Between two columns there are at least nine points.
            Assert.All(gaps, gap => Assert.True(gap > -1.5));
            Assert.True(gaps.Count(gap => gap > 9) >= 4, $"Two columns touch: {string.Join(' ', gaps.Where(gap => gap > 2))}");
        }
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
        Assert.InRange(document.NumberOfPages, 1, 2);
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

    private QuoteText Text() => new(sales.Services.GetRequiredService<QuoteFonts>());

    private void AssertHasGlyphs(string words)
    {
        foreach (var bold in new[] { false, true })
        {
            Assert.All(Text().Shape(words, bold), run => Assert.DoesNotContain((ushort)0, run.Glyphs));
        }
    }

    private async Task<string> TextOf(string words)
    {
        var draft = await sales.Quote((await sales.Open()).Id, new { lines = new[] { QuoteSteps.Words(words) }, note = words });
        return await Text(draft.Summary.QuoteId);
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
