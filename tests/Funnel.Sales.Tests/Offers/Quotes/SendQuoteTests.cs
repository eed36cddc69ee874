using Funnel.Contracts.Sales;
using Funnel.Testing;
using Npgsql;

namespace Funnel.Sales.Tests;

public sealed class SendQuoteTests(SalesFixture fixture)
{
    private const string Path = QuoteSteps.Quotes;
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task Sending_publishes_the_fact_and_the_version_never_changes_again()
    {
        var deal = await sales.Open();
        var sent = await sales.SentQuote(deal.Id, "2099-12-31");
        var account = (await sales.Get<OpportunityResponse>($"/api/sales/v1/opportunities/{deal.Id}")).AccountId;
        var fact = Assert.Single(await sales.Published(sent.QuoteId));
        Assert.Equal(new QuoteSent(sent.QuoteId, sent.Number, 1, deal.Id, null, account, 200, 38, 238, "EUR", new DateOnly(2099, 12, 31)),
            fact.Data);
        Assert.Equal((deal.Id, (await sales.Published(deal.Id))[0].Id), (fact.CorrelationId, fact.CausationId!.Value));

        Assert.Equal("quote-version-not-draft", (await sales.Replace($"{Path}/{sent.QuoteId}/draft", new { }).Refused(409)).Code);
        Assert.Equal("quote-version-not-draft", (await sales.Post($"{Path}/{sent.QuoteId}/send", new { }).Refused(409)).Code);
        Assert.Single(await sales.Published(sent.QuoteId));
    }

    [Theory]
    [InlineData("update quote_versions set total = 1 where quote_id = $1")]
    [InlineData("update quote_versions set state = 'Draft' where quote_id = $1")]
    [InlineData("update quote_versions set state = 'Accepted', net = 1 where quote_id = $1")]
    [InlineData("delete from quote_versions where quote_id = $1")]
    [InlineData("update quote_lines set quantity = 1 where quote_id = $1")]
    [InlineData("delete from quote_lines where quote_id = $1")]
    [InlineData("insert into quote_lines select gen_random_uuid(), quote_id, version, 2, product_id, code, description, unit, billing, "
        + "quantity, unit_price, discount_percent, discount_amount, tax_rate, amount, discount_share, net, tax from quote_lines "
        + "where quote_id = $1")]
    [InlineData("update quote_documents set pdf = '' where quote_id = $1")]
    [InlineData("delete from quote_documents where quote_id = $1")]
    public async Task The_database_refuses_changes_of_a_sent_version(string sql)
    {
        var sent = await sales.SentQuote();
        await using var command = sales.Database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = sent.QuoteId });
        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.Equal(PostgresErrorCodes.RestrictViolation, refused.SqlState);
    }

    [Theory]
    [InlineData("Your company")]
    [InlineData(" your COMPANY ")]
    public async Task A_quote_without_a_seller_is_not_sent(string seller)
    {
        await using var own = await SalesFixture.Start(("Quotes:Seller", seller));
        var draft = await own.Quote((await own.Open()).Id, new { lines = new[] { QuoteSteps.Words() } });
        var (code, detail) = await own.Post($"{Path}/{draft.Summary.QuoteId}/send", new { }).Refused(409);
        Assert.Equal("quote-seller-unknown", code);
        Assert.Contains("`Quotes:Seller`", detail, StringComparison.Ordinal);
        Assert.Equal(0, await own.Count($"quote_documents where quote_id = '{draft.Summary.QuoteId}'"));
    }

    [Fact]
    public async Task A_new_version_supersedes_the_sent_one_only_when_it_is_sent()
    {
        var first = await sales.SentQuote();
        var draft = await sales.Post<QuoteVersionResponse>($"{Path}/{first.QuoteId}/versions", new { discountPercent = 50 });
        Assert.Equal((2, 100m, QuoteState.Draft), (draft.Summary.Version, draft.Summary.Net, draft.Summary.State));
        Assert.Equal("quote-draft-exists", (await sales.Post($"{Path}/{first.QuoteId}/versions", new { }).Refused(409)).Code);
        Assert.Equal([QuoteState.Draft, QuoteState.Sent], await States(first.QuoteId));

        await sales.Post<QuoteVersionSummary>($"{Path}/{first.QuoteId}/send", new { });
        Assert.Equal([QuoteState.Sent, QuoteState.Superseded], await States(first.QuoteId));
        Assert.Equal([1, 2], (await sales.Published(first.QuoteId)).Select(fact => ((QuoteSent)fact.Data!).Version));
        Assert.Equal(200, (await sales.Get<QuoteVersionResponse>($"{Path}/{first.QuoteId}/versions/1")).Summary.Net);
    }

    [Fact]
    public async Task Of_twenty_simultaneous_requests_one_sends_the_draft()
    {
        var draft = await sales.Quote((await sales.Open()).Id, new { lines = new[] { QuoteSteps.Words() } });
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => sales.Post($"{Path}/{draft.Summary.QuoteId}/send", new { })));
        Assert.Single(answers, answer => answer.IsSuccessStatusCode);
        Assert.Single(await sales.Published(draft.Summary.QuoteId));
    }

    [Fact]
    public async Task A_quote_without_lines_or_of_a_closed_opportunity_is_not_sent()
    {
        var deal = await sales.Open();
        var empty = await sales.Quote(deal.Id, new { });
        Assert.Equal("quote-empty", (await sales.Post($"{Path}/{empty.Summary.QuoteId}/send", new { }).Refused(422)).Code);
        var full = await sales.Quote(deal.Id, new { lines = new[] { QuoteSteps.Words() } });
        await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{deal.Id}/lose", new { reason = "price" });
        Assert.Equal("opportunity-already-closed", (await sales.Post($"{Path}/{full.Summary.QuoteId}/send", new { }).Refused(409)).Code);
        Assert.Equal("opportunity-already-closed",
            (await sales.Post($"/api/sales/v1/opportunities/{deal.Id}/quotes", new { }).Refused(409)).Code);
        Assert.Equal(0, await sales.Count($"quote_documents where quote_id = '{full.Summary.QuoteId}'"));
    }

    private async Task<IEnumerable<QuoteState>> States(Guid quote) =>
        (await sales.Get<QuoteResponse>($"{Path}/{quote}")).Versions.Select(version => version.State);
}
