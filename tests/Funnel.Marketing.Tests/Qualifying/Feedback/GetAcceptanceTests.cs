using System.Net;
using Funnel.Contracts.Sales;
using Funnel.Marketing.Feedback;
using Funnel.Testing;

namespace Funnel.Marketing.Tests.Feedback;

public sealed class GetAcceptanceTests(MarketingFixture marketing)
{
    private const string Path = "/api/marketing/v1/acceptance";

    [Fact]
    public async Task Acceptance_is_grouped_by_channel_source_campaign_and_rule_for_the_cohort_of_the_period()
    {
        // A month of its own, which no other test uses.
        var month = new DateTimeOffset(2011, 5, 1, 0, 0, 0, TimeSpan.Zero);
        var accepted = await Lead("fairs", month, "accepted");
        await Lead("fairs", month.AddDays(1), "accepted");
        await Lead("fairs", month.AddDays(2), "rejected");
        await Lead("fairs", month.AddDays(3), null);
        await Lead("partners", month.AddDays(4), "recycled");
        await Lead(null, month.AddDays(30), null);
        await Lead("fairs", month.AddMonths(1), "accepted");
        await Lead("fairs", month.AddTicks(-10), "accepted");

        var told = await Get("channel");
        Assert.Equal(("acceptance-rate", 1, "cohort by handoff date", "UTC", month),
            (told.Definition, told.DefinitionVersion, told.Period, told.TimeZone, told.From));
        Assert.Equal(new AcceptanceFigures(6, 4, 2, 1, 1, 0.5m, 0.333333m), told.Total);
        Assert.Equal(
            [
                new("fairs", new(4, 3, 2, 1, 0, 0.666667m, 0.5m)),
                new("partners", new(1, 1, 0, 0, 1, 0, 0)),
                new AcceptanceGroup(null, new(1, 0, 0, 0, 0, null, 0)),
            ],
            told.Groups);
        Assert.Equal(month.AddDays(30), told.LastFactAt);
        Assert.Equal(["fairs-source", "partners-source", null], (await Get("source")).Groups.Select(group => group.Key));
        Assert.Equal(["fairs-campaign", "partners-campaign", null], (await Get("campaign")).Groups.Select(group => group.Key));
        Assert.Equal([("form", 6L), ("high-intent-form", 6L)],
            (await Get("rule")).Groups.Select(group => (group.Key!, group.Figures.HandedOff)));
        Assert.Equal("Ann", (await marketing.Lead(accepted)).Handoffs[0].Decision!.DecidedBy);

        Task<AcceptanceResponse> Get(string by) => marketing.Service.Get<AcceptanceResponse>(
            $"{Path}?by={by}&from={month:yyyy-MM-ddTHH:mm:ssZ}&to={month.AddMonths(1):yyyy-MM-ddTHH:mm:ssZ}");
    }

    [Theory]
    [InlineData("channel", "Src Fair")]
    [InlineData("source", "Src Fair-source")]
    [InlineData("campaign", "Src Fair-campaign")]
    public async Task Spellings_are_one_group_that_is_shown_as_first_written(string by, string shown)
    {
        // A year of its own for each grouping, which no other test uses.
        var start = new DateTimeOffset(by switch { "channel" => 2001, "source" => 2002, _ => 2003 }, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await Lead("SRC FAIR", start.AddDays(2), null);
        await Lead("src\u00a0fair", start.AddDays(1), "accepted");
        await Lead("Src Fair", start, null);
        var told = await marketing.Service.Get<AcceptanceResponse>(
            $"{Path}?by={by}&from={start:yyyy-MM-ddTHH:mm:ssZ}&to={start.AddYears(1):yyyy-MM-ddTHH:mm:ssZ}");
        Assert.Equal(new AcceptanceGroup(shown, new(3, 1, 1, 0, 0, 1, 0.333333m)), Assert.Single(told.Groups));
    }

    [Fact]
    public async Task Without_a_handoff_there_is_no_rate_instead_of_0()
    {
        var told = await marketing.Service.Get<AcceptanceResponse>($"{Path}?from=1991-01-01T00:00:00Z&to=1991-02-01T00:00:00Z");
        Assert.Equal(new AcceptanceFigures(0, 0, 0, 0, 0, null, null), told.Total);
        Assert.Empty(told.Groups);
        Assert.Null(told.LastFactAt);
    }

    [Theory]
    [InlineData("?by=weather", "malformed-request")]
    [InlineData("?by=7", "malformed-request")]
    [InlineData("?from=yesterday", "malformed-request")]
    [InlineData("?from=2024-01-01T00:00:00Z&to=2024-01-01T00:00:00Z", "period-empty")]
    public async Task An_invalid_query_is_refused(string query, string code) =>
        Assert.Equal((HttpStatusCode.BadRequest, code), await marketing.RefusedGet(Path + query));

    private async Task<Guid> Lead(string? channel, DateTimeOffset at, string? decision)
    {
        var captured = await marketing.Capture(new
        {
            email = MarketingFixture.NewEmail(),
            occurredAt = at,
            channel,
            utm = channel is null ? null : new { source = $"{channel}-source", campaign = $"{channel}-campaign" },
            touches = new[] { new { kind = "form", asset = "apply" } },
        });
        await marketing.Handoffs(captured.Id, 1);
        var handoff = Guid.CreateVersion7();
        object? fact = decision switch
        {
            "accepted" => new LeadAccepted(handoff, captured.Id, 1, "Ann", null, null),
            "rejected" => new LeadRejected(handoff, captured.Id, 1, "Ann", "spam", null),
            "recycled" => new LeadRecycled(handoff, captured.Id, 1, "Ann", "timing", null, null),
            _ => null,
        };
        if (fact is not null)
        {
            await marketing.Service.Deliver(handoff, fact, at.AddHours(2), captured.Id);
            await Eventually.Get(() => marketing.Lead(captured.Id), lead => lead.Handoffs is [{ Decision: not null }, ..]);
        }

        return captured.Id;
    }
}
