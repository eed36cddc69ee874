using System.Net;
using Funnel.Contracts.Marketing;
using Funnel.Marketing.Scoring;
using Funnel.Marketing.Touches;

namespace Funnel.Marketing.Tests.Scoring;

/// <summary>Uses a service of its own, because the other tests rely on version 1 of the rules.</summary>
public sealed class PublishRulesTests(MarketingOfItsOwn own) : IClassFixture<MarketingOfItsOwn>
{
    private const string Path = "/api/marketing/v1/scoring/rule-sets";
    private readonly MarketingFixture marketing = own.Marketing;

    [Fact]
    public async Task Version_1_is_in_effect_from_the_start()
    {
        var rules = await marketing.Service.Get<RuleSetResponse>($"{Path}/1");
        Assert.Equal((1, 50m), (rules.Version, rules.Threshold));
        Assert.NotNull(rules.PublishedAt);
        Assert.Contains(rules.Rules, rule => rule is { Key: "high-intent-form", Points: 60 });
    }

    [Fact]
    public async Task A_published_version_never_changes_and_an_older_version_cannot_be_published()
    {
        var (older, newer) = (await Draft(), await Draft());
        var published = await marketing.Service.Post<RuleSetResponse>($"{Path}/{newer.Version}/publish", new { });

        Assert.Equal((HttpStatusCode.Conflict, "rule-set-published"), await marketing.Refused($"{Path}/{newer.Version}/publish", new { }));
        Assert.Equal((HttpStatusCode.Conflict, "rule-set-superseded"), await marketing.Refused($"{Path}/{older.Version}/publish", new { }));
        using var put = await marketing.Service.Http.PutAsync($"{Path}/{newer.Version}", null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, put.StatusCode);
        var shown = await marketing.Service.Get<RuleSetResponse>($"{Path}/{newer.Version}");
        Assert.Equal((published.PublishedAt, 70m, "view"), (shown.PublishedAt, shown.Threshold, Assert.Single(shown.Rules).Key));
        var fact = Assert.Single(await marketing.Service.Published(newer.Id));
        Assert.Equal(new ScoringRulesPublished(newer.Id, newer.Version, 70), fact.Data);
    }

    [Fact]
    public async Task Publishing_checks_the_entity_tag_that_was_read()
    {
        var path = $"{Path}/{(await Draft()).Version}";
        using var read = await marketing.Service.Http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.PreconditionFailed, await Publish("\"7\""));
        Assert.Equal(HttpStatusCode.OK, await Publish(read.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await Publish(read.Headers.ETag.ToString()));

        async Task<HttpStatusCode> Publish(string tag)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{path}/publish") { Headers = { { "If-Match", tag } } };
            using var answer = await marketing.Service.Http.SendAsync(request, TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task A_new_version_of_the_rules_hands_no_lead_over_by_itself()
    {
        var lead =
            await marketing.Capture(
                new { email = MarketingFixture.NewEmail(), country = "FI", touches = new[] { new { kind = "adClick" } } });
        await marketing.Scored();
        var first = await marketing.Service.Get<RuleSetResponse>($"{Path}/1");
        var draft = await marketing.Service.Post<RuleSetResponse>(Path, new
        {
            threshold = 50,
            rules = first.Rules.Append(new ScoringRule
            {
                Key = "finland",
                Axis = Contracts.ScoreAxis.Fit,
                Points = 48,
                Fit = new() { Field = FitField.Country, Operator = FitOperator.Equals, Values = ["FI"] },
            }),
            disqualifiers = first.Disqualifiers,
        });
        var before = await marketing.Service.Get<ScoreResponse>($"{MarketingFixture.Leads}/{lead.Id}/score");
        await marketing.Service.Post<RuleSetResponse>($"{Path}/{draft.Version}/publish", new { });
        await marketing.Scored();

        Assert.Empty(await marketing.HandoffsNow(lead.Id));
        Assert.NotEqual(draft.Version, before.RuleSetVersion);
        await marketing.Service.Post<RecordTouchResponse>(MarketingFixture.Touches, new { leadId = lead.Id, kind = "pageView" });
        Assert.Equal(draft.Version, ((LeadQualified)(await marketing.Handoffs(lead.Id, 1))[0].Data!).RuleSetVersion);
    }

    [Fact]
    public async Task Simultaneous_drafts_get_different_versions()
    {
        var drafts = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Draft()));
        Assert.Equal(5, drafts.Select(draft => draft.Version).Distinct().Count());
    }

    [Theory]
    [InlineData("""{"threshold":50,"rules":[{"key":"a","axis":"engagement","points":1,"touch":{"kind":"form"}},"""
        + """{"key":"a","axis":"engagement","points":1,"touch":{"kind":"form"}}]}""", 422, "rule-key-twice")]
    [InlineData("""{"threshold":50,"rules":[{"key":"a","axis":"fit","points":1,"touch":{"kind":"form"}}]}""", 422, "rule-invalid")]
    [InlineData("""{"threshold":50,"rules":[{"key":"a","axis":"unknown","points":1,"touch":{"kind":"form"}}]}""", 422, "rule-invalid")]
    [InlineData("""{"threshold":50,"rules":[{"key":"a","axis":"engagement","points":1}]}""", 422, "rule-invalid")]
    [InlineData("""{"threshold":50,"rules":[{"key":"a","axis":"engagement","points":1,"touch":{"kind":"unknown"}}]}""", 422,
        "rule-invalid")]
    [InlineData("""{"threshold":50,"rules":[{"key":"a","axis":"fit","points":1,"fit":{"field":"country","operator":"atLeast","values":"""
        + """["5"]}}]}""", 422, "rule-invalid")]
    [InlineData("""{"threshold":50,"rules":[{"key":"a","axis":"fit","points":1,"fit":"""
        + """{"field":"companySize","operator":"atLeast","values":["many"]}}]}""", 422, "rule-invalid")]
    [InlineData("""{"threshold":50,"rules":[{"key":"a","axis":"fit","points":1,"fit":{"field":"country","operator":"in","values":"""
        + """[null]}}]}""", 400, "validation-failed")]
    [InlineData("""{"threshold":50,"rules":[null]}""", 400, "validation-failed")]
    [InlineData("""{"threshold":50,"rules":[{"key":"Not A Key","axis":"engagement","points":1,"touch":{"kind":"form"}}]}""", 400,
        "validation-failed")]
    [InlineData("""{"threshold":50,"rules":[{"key":"a","axis":"engagement","points":1001,"touch":{"kind":"form"}}]}""", 400,
        "validation-failed")]
    [InlineData("""{"threshold":50,"rules":[{"key":"a","axis":"engagement","points":1,"halfLifeDays":0,"touch":{"kind":"form"}}]}""", 400,
        "validation-failed")]
    [InlineData("""{"threshold":0,"rules":[]}""", 400, "validation-failed")]
    [InlineData("""{"threshold":1e400,"rules":[]}""", 400, "malformed-request")]
    [InlineData("""{"threshold":50,"rules":[{"key":"a","axis":"sideways","points":1}]}""", 400, "malformed-request")]
    [InlineData("""{"threshold":50,"rules":[],"secret":1}""", 400, "malformed-request")]
    public async Task Invalid_rules_are_refused(string json, int status, string code)
    {
        var before = await marketing.Count("select count(*) from rule_sets where note = $1", json);
        Assert.Equal(((HttpStatusCode)status, code), await marketing.PostText(Path, json));
        Assert.Equal(before, await marketing.Count("select count(*) from rule_sets where note = $1", json));
    }

    private Task<RuleSetResponse> Draft() => marketing.Service.Post<RuleSetResponse>(Path, new
    {
        threshold = 70,
        rules = new[] { new { key = "view", axis = "engagement", points = 2, cap = 10, touch = new { kind = "pageView" } } },
    });
}
