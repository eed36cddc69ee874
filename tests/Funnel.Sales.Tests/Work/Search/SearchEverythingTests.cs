using CsCheck;
using Funnel.Sales.Search;
using Funnel.Testing;

namespace Funnel.Sales.Tests;

public sealed class SearchEverythingTests(SalesFixture fixture)
{
    private readonly ServiceUnderTest<Program, SalesDb> sales = fixture.Service;

    [Fact]
    public async Task Names_and_notes_are_found_by_words_and_by_similar_spelling()
    {
        var key = Word();
        var account = await sales.OpenAccount(new { name = $"{key} Steelworks", domain = $"{key}.example", unassigned = true });
        var contact = await sales.AddContact(account.Id, name: $"Vera {key}");
        var deal =
            await sales.Post<OpportunityState>("/api/sales/v1/opportunities",
                new { account = new { id = account.Id }, name = $"Rails for {key}", amount = 1, currency = "EUR",
                    expectedCloseDate = "2026-12-31", unassigned = true });
        var note = await sales.Post<ActivityResponse>("/api/sales/v1/activities", new
        {
            kind = "note",
            subject = "After the fair",
            body = $"They asked about galvanised {key}, twice.",
            representativeId = fixture.Team[0].Id,
            records = new[] { new { kind = "account", id = account.Id } },
        });
        Assert.Equal(new[] { account.Id, contact.Id, deal.Id, note.Id }.Order(), (await Find(key)).Select(found => found.Id).Order());
        Assert.Equal(note.Id, Assert.Single(await Find($"galvanised {key.ToUpperInvariant()}")).Id);
        Assert.Equal(account.Id, (await Find($"{key} steelwroks"))[0].Id);
        Assert.Equal(contact.Id, (await Find($"vera {key[..^2]}{key[^1]}{key[^2]}"))[0].Id);
        Assert.Equal(deal.Id, Assert.Single(await Find(key, "&kind=opportunity")).Id);
        Assert.Equal(2, (await Find(key, "&limit=2")).Count);
        Assert.Empty(await Find(Word()));
    }

    [Theory]
    [InlineData("Müller", "Muller")]
    [InlineData("Straßenbau", "STRASSENBAU")]
    [InlineData("Renée", "Rene\u0301e")]
    [InlineData("Łódź", "lodz")]
    [InlineData("Ørsted", "Orsted")]
    [InlineData("Nguyễn", "Nguyen")]
    [InlineData("İHALE", "ihale")]
    [InlineData("İHALE", "İHALE")]
    [InlineData("東京支店", "東京")]
    [InlineData("東京支店", "京支店")]
    [InlineData("한국전력", "한국")]
    public async Task Accents_capitals_and_neighbouring_ideographs_make_no_difference(string name, string typed)
    {
        var key = Word();
        var account = await sales.OpenAccount(new { name = $"{name} {key}", unassigned = true });
        var deal = await sales.Post<OpportunityState>("/api/sales/v1/opportunities",
            new { account = new { id = account.Id }, name = $"{name} deal {key}", amount = 1, currency = "EUR",
                expectedCloseDate = "2027-12-31", unassigned = true });
        Assert.Equal(new[] { account.Id, deal.Id }.Order(),
            (await Find($"{typed} {key}")).Select(found => found.Id).Order());
        Assert.Contains(account.Id, (await Find(typed, "&kind=account&limit=50")).Select(found => found.Id));
        var listed = await sales.Get<OpportunityPage>(
            $"/api/sales/v1/opportunities?search={Uri.EscapeDataString($"{typed} {key}")}");
        Assert.Equal(deal.Id, Assert.Single(listed.Items).Id);
        listed = await sales.Get<OpportunityPage>($"/api/sales/v1/opportunities?search={Uri.EscapeDataString(typed)}");
        Assert.Contains(deal.Id, listed.Items.Select(item => item.Id));
    }

    [Fact]
    public async Task All_words_of_a_query_must_match_wherever_they_stand()
    {
        var (first, last, account) = (Word(), Word(), await sales.OpenAccount());
        var note = await sales.Post<ActivityResponse>("/api/sales/v1/activities", new
        {
            kind = "note",
            subject = "Long",
            body = $"{first} {string.Concat(Enumerable.Repeat("and much else was said, ", 40))} {last}",
            representativeId = fixture.Team[0].Id,
            records = new[] { new { kind = "account", id = account.Id } },
        });
        // The words are far apart, so the search by similarity does not find the note. The full-text search must find it.
        Assert.Equal(note.Id, Assert.Single(await Find($"{last} {first}")).Id);
        Assert.Empty(await Find($"{last} {Word()}"));
        Assert.Empty(await Find($"{first} -{last}"));
    }

    [Fact]
    public async Task A_merged_record_is_not_found_by_search()
    {
        var (key, winner) = (Word(), await sales.OpenAccount());
        var loser = await sales.OpenAccount(new { name = $"{key} Ltd", unassigned = true });
        await sales.Post<MergeResponse>($"/api/sales/v1/accounts/{winner.Id}/merge", new { loserId = loser.Id });
        Assert.Empty(await Find(key));
        await sales.Post<UnmergeResponse>($"/api/sales/v1/accounts/{loser.Id}/unmerge", new { });
        Assert.Equal(loser.Id, Assert.Single(await Find(key)).Id);
    }

    [Theory]
    [InlineData("'; drop table accounts; --")]
    [InlineData("a & | ! ( ) :* <->")]
    [InlineData("%_%_%\\")]
    [InlineData("\"unbalanced or not -")]
    [InlineData("🙂🙂")]
    [InlineData("(((((((((((((((((((((((((((((((((((((((((((((((((((((")]
    [InlineData("---------------------------------a")]
    [InlineData("- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - a")]
    [InlineData("-(-(-(-(-(-(-(-(-(-(-(-(-(-(-(-(-(-(-(-(-(-(-(-(-(-(-(-(-(-(-(-(-(-(-a")]
    [InlineData("-\"-\"-\"-\"-\"-\"-\"-\"-\"-\"-\"-\"-\"-\"-\"-\"-\"-\"-\"-\"-\"-\"-\"-\"-\"-\"-\"-\"-\"-\"-\"-\"-\"-\"-\"-\"-a")]
    public async Task Hostile_text_is_searched_as_text(string typed)
    {
        await Find(typed);
        Assert.True(await sales.Count("accounts") > 0);
    }

    [Fact]
    public Task Any_text_of_operators_is_searched() =>
        Gen.String[Gen.Char["-\"()!&|:*<>\\'` \t\u00a0\u2028aö1🙂"], 2, 200].SampleAsync(typed => Find(typed), iter: 300, threads: 2);

    [Theory]
    [InlineData("q=a")]
    [InlineData("q=")]
    [InlineData("kind=account")]
    [InlineData("q=ab%00cd")]
    [InlineData("q=abc&kind=planet")]
    [InlineData("q=abc&limit=51")]
    public async Task An_invalid_query_is_refused(string query) =>
        await sales.Http.GetAsync($"/api/sales/v1/search?{query}", TestContext.Current.CancellationToken).Refused(400);

    [Fact]
    public async Task A_query_that_is_too_long_is_refused() =>
        await sales.Http.GetAsync($"/api/sales/v1/search?q={new string('a', 201)}", TestContext.Current.CancellationToken).Refused(400);

    private async Task<IReadOnlyList<Found>> Find(string typed, string more = "") =>
        (await sales.Get<SearchResponse>($"/api/sales/v1/search?q={Uri.EscapeDataString(typed)}{more}")).Items;

    /// <summary>A random word that is not similar to the words of other tests.</summary>
    private static string Word() => string.Concat(Enumerable.Range(0, 12).Select(_ => (char)('a' + Random.Shared.Next(26))));
}
