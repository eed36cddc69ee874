using System.Net;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class ListQuotesTests(SalesFixture fixture)
{
    private const string Path = QuoteSteps.Quotes;
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

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
        Assert.Equal(first.QuoteId,
            Assert.Single((await sales.Get<Page<QuoteResponse>>($"{Path}?opportunityId={deal.Id}&after={page.Next}")).Items).Id);
        Assert.Equal("quote-not-found", (await sales.Http.GetAsync($"{Path}/{deal.Id}").Refused(404)).Code);
        Assert.Equal("quote-version-not-found", (await sales.Http.GetAsync($"{Path}/{first.QuoteId}/versions/7").Refused(404)).Code);
    }
}
