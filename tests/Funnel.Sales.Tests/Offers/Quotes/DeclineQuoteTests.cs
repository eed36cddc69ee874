using Funnel.Contracts.Sales;
using Funnel.Sales.Tests.Customers;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class DeclineQuoteTests(SalesFixture fixture)
{
    private const string Path = QuoteSteps.Quotes;
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task A_declined_version_leaves_the_opportunity_open_for_the_next_one()
    {
        var deal = await sales.Open();
        var sent = await sales.SentQuote(deal.Id);
        using var declined = await sales.Answer(sent, "decline", new { by = "Vera", note = "Too dear" });
        Assert.True(declined.IsSuccessStatusCode);
        Assert.Equal("quote-version-not-open",
            (await sales.Answer(sent, "accept", new { by = "Vera", reason = "price" }).Refused(409)).Code);
        Assert.Equal(OpportunityStatus.Open, (await sales.Get<OpportunityResponse>($"/api/sales/v1/opportunities/{deal.Id}")).Status);

        await sales.Post<QuoteVersionResponse>($"{Path}/{sent.QuoteId}/versions", new { discountPercent = 10 });
        var next = await sales.Post<QuoteVersionSummary>($"{Path}/{sent.QuoteId}/send", new { });
        using var accepted = await sales.Answer(next, "accept", new { by = "Vera", reason = "price" });
        Assert.True(accepted.IsSuccessStatusCode);
        Assert.Equal(180, (await sales.Get<OpportunityResponse>($"/api/sales/v1/opportunities/{deal.Id}")).Amount);
    }
}
