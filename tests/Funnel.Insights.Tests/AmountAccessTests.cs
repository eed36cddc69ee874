using System.Text.RegularExpressions;
using Funnel.ServiceDefaults;
using Funnel.Testing;
using static Funnel.Insights.Tests.Person;

namespace Funnel.Insights.Tests;

/// <summary>Figures of single owners and deals need <c>insights.deals</c>. All other figures need <c>insights.read</c>.</summary>
public sealed partial class AmountAccessTests(InsightsFixture fixture)
{
    private const string Amount = "77123.45";
    private const string Summary = "/api/insights/v1/deals/summary", Timeline = "/api/insights/v1/people/{leadId}/timeline";

    [Fact]
    public void Only_analysts_and_administrators_have_insights_deals() =>
        Assert.Equal(["administrator", "analyst"],
            KnownRoles.All.Where(role => role.Value.Contains(InsightsPermissions.Deals)).Select(role => role.Key).Order());

    public static TheoryData<string, bool> Callers()
    {
        var callers = new TheoryData<string, bool> { { "", false } };
        foreach (var (role, permissions) in KnownRoles.All)
        {
            callers.Add(role, permissions.Contains(InsightsPermissions.Deals));
        }

        return callers;
    }

    /// <summary>
    /// Grace and Joan each have a deal of the same channel and currency, so that only figures by owner and timelines show a single deal.
    /// </summary>
    /// <param name="role">Null for an API client that has only <c>insights.read</c>.</param>
    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Only_a_role_with_insights_deals_sees_the_amount_on_any_path(string role, bool may)
    {
        var at = Day(2022, 3, 1);
        var person = new Person().Captured(at, "fairs").Opened(at, 77_123.45m, "XDM").Won(at.AddDays(9), at, 77_123.45m, "XDM");
        var other = new Person().Captured(at, "fairs").Opened(at, 1, "XDM").Won(at.AddDays(9), at, 1, "XDM", "Joan");
        await fixture.Load([.. person.Events, .. other.Events]);
        using var http = fixture.Service
            .As(role.Length == 0 ? fixture.Service.Issuer.TokenFor("insights.read") : fixture.Service.Issuer.TokenOf(role));

        var document = await ApiDocumentPaths();
        Assert.Superset(new HashSet<string> { Summary, Timeline }, document.ToHashSet());
        var showing = new List<string>();
        foreach (var path in document)
        {
            var filled = Parameter()
                .Replace(path.Replace("{leadId}", person.Id.ToString(), StringComparison.Ordinal), person.Events[^1].Id.ToString());
            foreach (var query in path == Summary ? new[] { "", "?by=owner", "?by=channel", "?currency=XDM&by=owner" } : [""])
            {
                using var answer = await http.GetAsync(filled + query, TestContext.Current.CancellationToken);
                Assert.True((int)answer.StatusCode < 500, $"{filled}{query}: {(int)answer.StatusCode}");
                if ((await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
                    .Contains(Amount, StringComparison.Ordinal))
                {
                    showing.Add(path);
                }
            }
        }

        Assert.Equal(may ? [Summary, Timeline, $"{Timeline}/{{eventId}}/causes"] : [], showing.Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("marketing")]
    [InlineData("sales")]
    [InlineData("sales-manager")]
    public async Task A_role_without_insights_deals_reads_the_sentences_without_amounts(string role)
    {
        var person = WithWholeStory(Day(2022, 5, 1));
        await fixture.Load(person.Events);
        using var http = fixture.Service.As(fixture.Service.Issuer.TokenOf(role));
        foreach (var path in new[] { $"{Summary}?by=channel", Summary, "/api/insights/v1/funnels/cohorts" })
        {
            using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, path);
        }

        using var byOwner = await http.GetAsync($"{Summary}?by=owner", TestContext.Current.CancellationToken);
        var refused = await byOwner.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(403, (int)byOwner.StatusCode);
        Assert.Contains("\"code\":\"forbidden\"", refused);
        Assert.Contains("insights.deals", refused);
        var story =
            await http.GetStringAsync(Timeline.Replace("{leadId}", person.Id.ToString(), StringComparison.Ordinal),
                TestContext.Current.CancellationToken);
        Assert.All(
            ["Opportunity opened at Qualification, expected by 2022-08-06.", "Amount changed.", "Won (best-fit).", "Accepted by Grace."],
            sentence => Assert.Contains($"\"{sentence}\"", story));
        Assert.DoesNotContain("EUR", story);
    }

    private async Task<List<string>> ApiDocumentPaths() =>
        [.. (await new AccessWalk(fixture.Service.Issuer, fixture.Service.Services,
            fixture.Service.As).Documented("/api/insights/openapi/v1.json"))
            .Where(operation => operation.Method == "GET").Select(operation => operation.Path)];

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Parameter();
}
