using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class CreateQuoteVersionTests(SalesFixture fixture)
{
    private const string Path = QuoteSteps.Quotes;
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task A_new_version_keeps_the_terms_of_the_last_one()
    {
        var first = await Sent(new { lines = new[] { QuoteSteps.Words() }, discountPercent = 10,
            validUntil = "2099-12-31", note = "30 days",
            taxMode = "inclusive", recipientAddress = "1 Road\nTown" });
        var second = await sales.Post<QuoteVersionResponse>($"{Path}/{first}/versions", new { });
        Assert.Equal((2, 10m, new DateOnly(2099, 12, 31), "30 days", TaxMode.Inclusive, "1 Road\nTown"),
            (second.Summary.Version, second.DiscountPercent!.Value, second.Summary.ValidUntil!.Value, second.Note, second.TaxMode,
                second.RecipientAddress));
        var before = await sales.Get<QuoteVersionResponse>($"{Path}/{first}/versions/1");
        Assert.Equal((before.Summary.Net, before.Summary.Total, before.Discount),
            (second.Summary.Net, second.Summary.Total, second.Discount));
    }

    [Fact]
    public async Task Terms_of_the_request_replace_those_of_the_last_version()
    {
        var first = await Sent(new { lines = new[] { QuoteSteps.Words() }, discountPercent = 10,
            validUntil = "2099-12-31", note = "30 days" });
        var second = await sales.Post<QuoteVersionResponse>($"{Path}/{first}/versions",
            new { discountAmount = 5, validUntil = "2098-12-31", note = "" });
        Assert.Equal((null, 5m, new DateOnly(2098, 12, 31), null, 195m),
            (second.DiscountPercent, second.DiscountAmount!.Value, second.Summary.ValidUntil!.Value, second.Note, second.Summary.Net));
        Assert.True((await sales.Post($"{Path}/{first}/send", new { })).IsSuccessStatusCode);
        var third = await sales.Post<QuoteVersionResponse>($"{Path}/{first}/versions", new { discountPercent = 0 });
        Assert.Equal((200m, 0m), (third.Summary.Net, third.Discount));
    }

    [Fact]
    public async Task A_last_day_that_has_passed_is_not_kept_in_silence()
    {
        await using var later = await SalesFixture.Start();
        var today = DateOnly.FromDateTime(later.Clock.GetUtcNow().UtcDateTime);
        var sent = await later.SentQuote(validUntil: $"{today.AddDays(1):yyyy-MM-dd}");
        later.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal("valid-until-passed", (await later.Post($"{Path}/{sent.QuoteId}/versions", new { }).Refused(422)).Code);
        var next = await later.Post<QuoteVersionResponse>($"{Path}/{sent.QuoteId}/versions", new { validUntil = today.AddDays(9) });
        Assert.Equal(today.AddDays(9), next.Summary.ValidUntil);
    }

    private async Task<Guid> Sent(object content)
    {
        var draft = await sales.Quote((await sales.Open()).Id, content);
        return (await sales.Post<QuoteVersionSummary>($"{Path}/{draft.Summary.QuoteId}/send", new { })).QuoteId;
    }
}
