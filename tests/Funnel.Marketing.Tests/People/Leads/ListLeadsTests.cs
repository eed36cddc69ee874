using System.Net;
using Funnel.Marketing.Leads;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Tests.Leads;

public sealed class ListLeadsTests(MarketingFixture marketing)
{
    [Fact]
    public async Task Leads_are_filtered_and_paged_newest_first_while_others_are_captured()
    {
        var channel = MarketingFixture.New("channel");
        var ids = new List<Guid>();
        for (var n = 0; n < 5; n++)
        {
            ids.Add((await marketing.Capture(new { email = MarketingFixture.NewEmail(), channel })).Id);
        }

        var first = await Get($"channel={channel}&limit=2");
        await marketing.Capture(new { email = MarketingFixture.NewEmail(), channel });
        var second = await Get($"channel={channel}&limit=2&after={first.Next}");
        var third = await Get($"channel={channel}&limit=2&after={second.Next}");

        ids.Reverse();
        Assert.Equal(ids, first.Items.Concat(second.Items).Concat(third.Items).Select(lead => lead.Id));
        Assert.Null(third.Next);
        Assert.Empty((await Get($"channel={channel}&stage=customer")).Items);
    }

    [Fact]
    public async Task Spellings_of_a_channel_are_one_channel_to_the_filter()
    {
        var channel = MarketingFixture.New("Fair é");
        foreach (var spelling in new[] { channel, channel.ToUpperInvariant(), channel.Replace("é", "E\u0301", StringComparison.Ordinal) })
        {
            await marketing.Capture(new { email = MarketingFixture.NewEmail(), channel = spelling });
        }

        Assert.Equal(3, (await Get($"channel={Uri.EscapeDataString(channel.ToLowerInvariant())}")).Items.Count);
    }

    [Fact]
    public async Task A_lead_is_found_by_its_email_in_any_spelling_and_by_its_external_id()
    {
        var (email, externalId) = (MarketingFixture.NewEmail(), MarketingFixture.New("crm"));
        var lead = await marketing.Capture(new { email, externalId });
        Assert.Equal(lead.Id, Assert.Single((await Get($"email={Uri.EscapeDataString($" {email.ToUpperInvariant()}")}")).Items).Id);
        Assert.Equal(lead.Id, Assert.Single((await Get($"externalId={externalId}&stage=lead")).Items).Id);
        Assert.Empty((await Get("email=nonsense")).Items);
    }

    [Theory]
    [InlineData("?limit=0", HttpStatusCode.BadRequest, "validation-failed")]
    [InlineData("?limit=201", HttpStatusCode.BadRequest, "validation-failed")]
    [InlineData("?stage=9", HttpStatusCode.BadRequest, "malformed-request")]
    [InlineData("?after=1", HttpStatusCode.BadRequest, "malformed-request")]
    [InlineData("/0195d8f3-0000-7000-8000-000000000000", HttpStatusCode.NotFound, "lead-not-found")]
    [InlineData("/0195d8f3-0000-7000-8000-000000000000/touches", HttpStatusCode.NotFound, "lead-not-found")]
    [InlineData("/0195d8f3-0000-7000-8000-000000000000/score", HttpStatusCode.NotFound, "lead-not-found")]
    [InlineData("/0195d8f3-0000-7000-8000-000000000000/score?at=0001-01-01T00:00:00Z", HttpStatusCode.BadRequest, "at-out-of-range")]
    [InlineData("/0195d8f3-0000-7000-8000-000000000000/score?at=9999-12-31T23:59:59Z", HttpStatusCode.BadRequest, "at-out-of-range")]
    public async Task An_invalid_query_is_refused(string query, HttpStatusCode status, string code) =>
        Assert.Equal((status, code), await marketing.RefusedGet(MarketingFixture.Leads + query));

    private Task<Page<LeadSummary>> Get(string query) => marketing.Service.Get<Page<LeadSummary>>($"{MarketingFixture.Leads}?{query}");
}
