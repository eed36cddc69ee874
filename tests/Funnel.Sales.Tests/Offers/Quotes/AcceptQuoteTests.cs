using Funnel.Contracts.Sales;
using Funnel.Sales.Tests.Customers;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class AcceptQuoteTests(SalesFixture fixture)
{
    private const string Path = QuoteSteps.Quotes;
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task Accepting_wins_the_opportunity_with_the_quotes_net()
    {
        var deal = await sales.Open(1000);
        var sent = await sales.SentQuote(deal.Id);
        using var answer = await sales.Answer(sent, "accept", new { by = "Vera Buyer", reason = "best-fit", note = "By phone" });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());

        var shown = Assert.Single((await sales.Get<QuoteResponse>($"{Path}/{sent.QuoteId}")).Versions);
        Assert.Equal((QuoteState.Accepted, "Vera Buyer", "By phone"), (shown.State, shown.DecidedBy, shown.DecisionNote));
        var won = await sales.Get<OpportunityResponse>($"/api/sales/v1/opportunities/{deal.Id}");
        Assert.Equal((OpportunityStatus.Won, "won", 200m, "best-fit", shown.DecidedAt),
            (won.Status, won.Stage, won.Amount, won.Reason, won.ClosedAt));

        // Each fact is caused by the one before. Facts of two subjects have no other order.
        var story = await sales.Story(deal.Id);
        var told = story.FindAll(fact => fact.Data is OpportunityCreated);
        while (story.Find(fact => fact.CausationId == told[^1].Id) is { } next)
        {
            told.Add(next);
        }

        Assert.Equal([typeof(OpportunityCreated), typeof(QuoteSent), typeof(QuoteAccepted), typeof(OpportunityWon)],
            told.Select(fact => fact.Data!.GetType()));
        Assert.Equal(story.Count, told.Count);
        Assert.Equal(new QuoteAccepted(sent.QuoteId, sent.Number, 1, deal.Id, null, won.AccountId, 200, 38, 238, "EUR"), told[2].Data);
        (await sales.Published(sent.QuoteId)).WithoutGaps();
    }

    [Fact]
    public async Task Accepting_makes_the_account_a_customer_once()
    {
        var account = await sales.OpenAccount();
        var deal = await sales.OpenAt(account.Id);
        var sent = await sales.SentQuote(deal.Id);
        Assert.Equal(0, await sales.Count($"customers where account_id = '{account.Id}'"));
        for (var time = 0; time < 2; time++)
        {
            using var answer = await sales.Answer(sent, "accept", new { by = "Vera Buyer", reason = "best-fit" });
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            var customer = await sales.Customer((await sales.CustomerOf(account.Id)).Id);
            Assert.Equal((deal.Id, (await sales.Get<OpportunityResponse>($"/api/sales/v1/opportunities/{deal.Id}")).ClosedAt),
                (customer.FirstOpportunityId, customer.Since));
        }
    }

    [Fact]
    public async Task Repeating_the_answer_changes_nothing_and_another_answer_is_refused()
    {
        var sent = await sales.SentQuote();
        var accepted = new { by = "Vera", reason = "price" };
        for (var time = 0; time < 2; time++)
        {
            using var answer = await sales.Answer(sent, "accept", accepted);
            Assert.True(answer.IsSuccessStatusCode);
        }

        Assert.Equal("quote-version-not-open", (await sales.Answer(sent, "accept", accepted with { by = "Somebody" }).Refused(409)).Code);
        Assert.Equal("quote-version-not-open", (await sales.Answer(sent, "decline", new { by = "Vera" }).Refused(409)).Code);
        Assert.Equal("quote-version-not-open", (await sales.Post($"{Path}/{sent.QuoteId}/versions", new { }).Refused(409)).Code);
        Assert.Equal(2, (await sales.Published(sent.QuoteId)).Count);
    }

    [Fact]
    public async Task Of_twenty_simultaneous_answers_to_a_quote_one_counts()
    {
        var deal = await sales.Open();
        var sent = await sales.SentQuote(deal.Id);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(person => person % 2 == 0
            ? sales.Answer(sent, "accept", new { by = $"Person {person}", reason = "price" })
            : sales.Answer(sent, "decline", new { by = $"Person {person}" })));
        Assert.Single(answers, answer => answer.IsSuccessStatusCode);
        await AssertWonAtMostOnce(deal.Id, sent.QuoteId);
    }

    [Fact]
    public async Task An_acceptance_during_the_sending_of_the_next_version_is_either_recorded_or_refused()
    {
        for (var round = 0; round < 10; round++)
        {
            var deal = await sales.Open();
            var sent = await sales.SentQuote(deal.Id);
            await sales.Post<QuoteVersionResponse>($"{Path}/{sent.QuoteId}/versions", new { });
            var answers = await Task.WhenAll(
                sales.Answer(sent, "accept", new { by = "Vera", reason = "price" }), sales.Post($"{Path}/{sent.QuoteId}/send", new { }));
            Assert.Single(answers, answer => answer.IsSuccessStatusCode);
            await AssertWonAtMostOnce(deal.Id, sent.QuoteId);
        }
    }

    [Fact]
    public async Task Of_two_quotes_of_an_opportunity_one_is_accepted()
    {
        var deal = await sales.Open();
        QuoteVersionSummary[] sent = [await sales.SentQuote(deal.Id), await sales.SentQuote(deal.Id)];
        var answers = await Task.WhenAll(sent.Select(quote => sales.Answer(quote, "accept", new { by = "Vera", reason = "price" })));
        Assert.Single(answers, answer => answer.IsSuccessStatusCode);
        Assert.Equal(1,
            await sales.Count(
                $"quote_versions join quotes on quotes.id = quote_id where opportunity_id = '{deal.Id}' and state = 'Accepted'"));
        Assert.Single(await sales.Published(deal.Id), fact => fact.Data is OpportunityWon);
    }

    [Fact]
    public async Task An_expired_version_is_accepted_only_with_a_time_before_it_expired()
    {
        await using var later = await SalesFixture.Start();
        var today = DateOnly.FromDateTime(later.Clock.GetUtcNow().UtcDateTime);
        var sent = await later.SentQuote(validUntil: $"{today.AddDays(1):yyyy-MM-dd}");
        var inTime = later.Clock.GetUtcNow();
        later.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(QuoteState.Expired, (await later.Get<QuoteVersionResponse>($"{Path}/{sent.QuoteId}/versions/1")).Summary.State);
        Assert.Equal("quote-expired", (await later.Answer(sent, "accept", new { by = "Vera", reason = "price" }).Refused(409)).Code);
        using var told = await later.Answer(sent, "accept", new { by = "Vera", reason = "price", occurredAt = inTime });
        Assert.True(told.IsSuccessStatusCode, await told.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("accept", "{\"by\":\"Vera\"}", 400, "malformed-request")]
    [InlineData("accept", "{\"by\":\" \",\"reason\":\"price\"}", 400, "validation-failed")]
    [InlineData("accept", "{\"by\":\"Vera\",\"reason\":\"competitor\"}", 422, "reason-not-on-list")]
    [InlineData("accept", "{\"by\":\"Vera\",\"reason\":\"price\",\"occurredAt\":\"2001-01-01T00:00:00Z\"}", 422, "before-sending")]
    [InlineData("accept", "{\"by\":\"Vera\",\"reason\":\"price\",\"occurredAt\":\"9999-01-01T00:00:00Z\"}", 422,
        "occurred-at-out-of-range")]
    [InlineData("accept", "{\"by\":\"Vera\",\"reason\":\"price\",\"amount\":1}", 400, "malformed-request")]
    [InlineData("decline", "{}", 400, "malformed-request")]
    [InlineData("decline", "{\"by\":\"Vera\",\"occurredAt\":\"2001-01-01T00:00:00Z\"}", 422, "before-sending")]
    public async Task A_wrong_answer_is_refused_and_nothing_changes(string verb, string json, int status, string code)
    {
        var deal = await sales.Open();
        var sent = await sales.SentQuote(deal.Id);
        Assert.Equal(code, (await sales.PostRaw($"{Path}/{sent.QuoteId}/versions/1/{verb}", json).Refused(status)).Code);
        Assert.Single(await sales.Published(sent.QuoteId));
        Assert.Equal(1, await sales.Count($"quote_versions where quote_id = '{sent.QuoteId}' and state = 'Sent'"));
    }

    [Fact]
    public async Task A_draft_and_a_quote_of_a_lost_opportunity_are_not_accepted()
    {
        var deal = await sales.Open();
        var draft = await sales.Quote(deal.Id, new { lines = new[] { QuoteSteps.Words() } });
        Assert.Equal("quote-version-not-open",
            (await sales.Answer(draft.Summary, "accept", new { by = "Vera", reason = "price" }).Refused(409)).Code);
        var sent = await sales.SentQuote(deal.Id);
        await sales.Post<OpportunityState>($"/api/sales/v1/opportunities/{deal.Id}/lose", new { reason = "price" });
        Assert.Equal("opportunity-already-closed",
            (await sales.Answer(sent, "accept", new { by = "Vera", reason = "price" }).Refused(409)).Code);
        Assert.Equal(1, await sales.Count($"quote_versions where quote_id = '{sent.QuoteId}' and state = 'Sent'"));
    }

    private async Task AssertWonAtMostOnce(Guid deal, Guid quote)
    {
        var accepted = (await sales.Published(quote)).Count(fact => fact.Data is QuoteAccepted);
        Assert.InRange(accepted, 0, 1);
        Assert.Equal(accepted, (await sales.Published(deal)).Count(fact => fact.Data is OpportunityWon));
    }
}
