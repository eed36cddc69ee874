using System.Net.Http.Json;
using CsCheck;
using Funnel.Insights.Deals;
using Funnel.Messaging;
using Funnel.Testing;
using static Funnel.Insights.Tests.Person;

namespace Funnel.Insights.Tests.Deals;

/// <summary>
/// What a caller without <c>insights.deals</c> can find out about the amount of a single deal, also by subtracting answers.
/// </summary>
public sealed class PublishedAmountsTests(InsightsFixture fixture)
{
    private const string Summary = "/api/insights/v1/deals/summary";
    private static readonly string[] Channels = ["social", "fairs", "search"];

    /// <summary>Deals come, go, and change their amount, channel and outcome. After each change somebody asks.</summary>
    [Fact]
    public void No_two_answers_differ_by_fewer_than_five_deals()
    {
        var publicationsAgain = 0;
        var change = Gen.Select(Gen.Int[0, 24], Gen.Int[0, 2], Gen.Bool, Gen.Int[0, 3], Gen.Bool);
        change.Array[1, 150].Sample(changes =>
        {
            var current = new Dictionary<int, ClosedDeal>();
            var known = new List<PublishedCell>();
            // What was answered: for each answer, the deals in its sum, each with its amount at that time.
            var answers = new List<HashSet<(Guid, decimal)>> { new() };
            foreach (var (deal, channel, isWon, amount, isThere) in changes)
            {
                current.Remove(deal);
                if (isThere || deal % 2 == 0)
                {
                    current.Add(deal, new(new(2023, 1, 1), "EUR", Channels[channel], isWon ? "won" : "lost", IdOf(deal), amount));
                }

                var published = PublishedAmounts.Publications(known, current.Values);
                known.AddRange(published);
                Interlocked.Add(ref publicationsAgain, published.Count(cell => cell.Version > 1));
                foreach (var outcome in new[] { "won", "lost" })
                {
                    var cells = PublishedAmounts.Latest(known).Where(cell => cell.Outcome == outcome).ToList();
                    answers.AddRange(cells.Select(cell => cell.Deals.Zip(cell.Amounts).ToHashSet()));
                }
            }

            foreach (var (one, other) in Pairs([.. answers.DistinctBy(deals => string.Join(',', deals.Order()))]))
            {
                var difference = new HashSet<(Guid Id, decimal Amount)>(one);
                difference.SymmetricExceptWith(other);
                var deals = difference.Select(deal => deal.Id).Distinct().Count();
                Assert.True(deals is 0 or >= PublishedAmounts.SmallestCell, $"Two answers differ by {deals} deals.");
            }
        });
        Assert.True(publicationsAgain > 0, "No cell was published again, so nothing was tried.");
    }

    [Fact]
    public async Task A_published_month_changes_only_when_five_of_its_deals_changed()
    {
        await fixture.Load(Enumerable.Range(0, 6).SelectMany(_ => Won(Day(2023, 4, 10), 1000, "XPA", "social"))
            .Concat(Enumerable.Range(0, 4).SelectMany(_ => Won(Day(2023, 4, 11), 7, "XPA", "fairs"))));
        const string april = "?from=2023-04-01&to=2023-05-01&by=channel";

        var first = await Read(april, "XPA");
        Assert.Equal((10, 6000m, 1000m), (first.Figures.Won, first.Figures.WonValue, first.Figures.AverageDealSize));
        Assert.Equal([("fairs", null), ("social", 6000m)], first.Groups.Select(group => (group.Key, group.Figures.WonValue)));
        Assert.Null(first.Figures.MedianDealSize);
        Assert.Null(first.Figures.OpenValue);
        Assert.Null(first.Figures.Velocity.AverageDealSize);
        Assert.Null(first.Figures.Velocity.PerDay);

        // A deal of April that is reported late counts at once. Its amount does not show.
        await fixture.Load(Won(Day(2023, 4, 12), 77_123.45m, "XPA", "social"));
        var second = await Read(april, "XPA");
        Assert.Equal((11, 6000m), (second.Figures.Won, second.Figures.WonValue));

        await fixture.Load(Enumerable.Range(0, 4).SelectMany(_ => Won(Day(2023, 4, 13), 1, "XPA", "social")));
        var third = await Read(april, "XPA");
        Assert.Equal((15, 83_127.45m), (third.Figures.Won, third.Figures.WonValue));
    }

    /// <summary>The attack that recovered every amount: two questions that differ by one deal.</summary>
    [Theory]
    [InlineData("?asOf=2023-08-15T00:00:00Z")]
    [InlineData("?from=2023-07-01&to=2023-08-01&asOf=2024-01-01T00:00:00Z")]
    [InlineData("?from=2023-07-01&to=2023-08-01&currency=XPB")]
    [InlineData("?from=2023-07-01&to=2023-08-01&timeZone=Europe/Berlin")]
    [InlineData("?from=2023-07-01&to=2023-07-31")]
    [InlineData("?from=2023-07-02&to=2023-08-01")]
    [InlineData("?from=2023-06-01&to=2023-08-01")]
    [InlineData("?from=2023-07-01")]
    [InlineData("")]
    public async Task Any_other_question_than_one_closed_month_shows_no_amount(string query)
    {
        await fixture.Load(Enumerable.Range(0, 6).SelectMany(_ => Won(Day(2023, 7, 10), 500, "XPB", "social")));

        var deals = await Read(query, "XPB");

        Assert.True(deals.Figures.Won >= 6);
        Assert.Equal((null, null, null), (deals.Figures.WonValue, deals.Figures.LostValue, deals.Figures.WinRateByValue));
        Assert.Equal((null, null, null), (deals.Figures.AverageDealSize, deals.Figures.MedianDealSize, deals.Figures.OpenValue));
        Assert.Equal((null, null), (deals.Figures.Velocity.AverageDealSize, deals.Figures.Velocity.PerDay));
    }

    [Fact]
    public async Task The_current_month_shows_no_amount()
    {
        var now = fixture.Service.Clock.GetUtcNow();
        await fixture.Load(Enumerable.Range(0, 6).SelectMany(_ => Won(now.AddSeconds(-1), 500, "XPC", "social")));
        var month = new DateOnly(now.Year, now.Month, 1);

        var deals = await Read($"?from={month:O}&to={month.AddMonths(1):O}", "XPC");

        Assert.Null(deals.Figures.WonValue);
    }

    private async Task<DealsInCurrency> Read(string query, string currency)
    {
        using var http = fixture.Service.As(fixture.Service.Issuer.TokenOf("marketing"));
        var report = await http.GetFromJsonAsync<DealsSummaryResponse>(
            Summary + query, ServiceUnderTest<Program, InsightsDb>.Json, TestContext.Current.CancellationToken);
        Assert.Contains(report!.Lineage.Exclusions, exclusion => exclusion.Code == "amounts-not-published");
        return report.Currencies.Single(deals => deals.Currency == currency);
    }

    private static List<CloudEvent> Won(DateTimeOffset at, decimal amount, string currency, string channel) =>
        new Person().Captured(at.AddDays(-2), channel).Opened(at.AddDays(-1), amount, currency).Won(at, at.AddDays(-1), amount, currency)
            .Events;

    private static Guid IdOf(int deal) => new(deal, 0, 0, new byte[8]);

    private static IEnumerable<(T, T)> Pairs<T>(IReadOnlyList<T> all) =>
        from one in Enumerable.Range(0, all.Count) from other in Enumerable.Range(0, one) select (all[one], all[other]);
}
