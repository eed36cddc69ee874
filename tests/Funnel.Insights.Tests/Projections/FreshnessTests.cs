using System.Text.Json;
using Funnel.Contracts.Sales;
using Funnel.Insights.Deals;
using Funnel.Insights.Funnels;
using Funnel.Insights.Projections;
using Funnel.Insights.Timeline;
using Funnel.Messaging;
using Funnel.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static Funnel.Insights.Tests.Person;

namespace Funnel.Insights.Tests.Projections;

/// <summary>Insights with two publishers of its own, because what one test holds back would be missing in the others.</summary>
public sealed class FreshnessTests : IAsyncLifetime
{
    private const string Deals = "/api/insights/v1/deals/summary";
    private const string Cohorts = "/api/insights/v1/funnels/cohorts";

    /// <summary>The number of events of one story that the projection deals hears.</summary>
    private const int DealEvents = 4;

    private readonly RebuildFixture fixture = new();

    public ValueTask InitializeAsync() => fixture.InitializeAsync();

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task A_report_is_complete_when_every_recorded_event_is_in_it()
    {
        var person = WithWholeStory(Day(2019, 1, 1));
        await fixture.Publish(person.Events);

        var report = await Complete(() => Summary(), summary => summary.Freshness, Won(1));

        Assert.Equal((0m, 0L), (report.Freshness.LagSeconds, report.Freshness.BehindBy));
        Assert.Equal(["deals /funnel/sales"], report.Freshness.Sources.Select(source => $"{source.Projection} {source.Source}"));
        var byChannel = await Complete(() => Summary("?by=channel"), summary => summary.Freshness, Won(1));
        Assert.Equal(["deals /funnel/sales", "funnels /funnel/marketing", "funnels /funnel/sales"],
            byChannel.Freshness.Sources.Select(source => $"{source.Projection} {source.Source}"));
        var timeline = $"/api/insights/v1/people/{person.Id}/timeline";
        Assert.Equal(12, (await Complete(() => fixture.Insights.Get<TimelineResponse>(timeline), page => page.Freshness)).Events.Count);
        var causes = await Complete(() => fixture.Insights.Get<CausesResponse>($"{timeline}/{person.Events[^1].Id}/causes"),
            chain => chain.Freshness);
        Assert.Equal(person.Events[^1].Id, causes.Events[0].EventId);
    }

    [Fact]
    public async Task A_backlog_marks_the_reports_until_it_is_read()
    {
        await using (var held = await HoldBack("deals.changes"))
        {
            await fixture.Publish([.. Stories(30)]);

            var marked = await Eventually.Get(() => Summary(), summary => summary.Freshness.BehindBy == 30 * DealEvents);

            Assert.Equal((FreshnessState.Behind, false), (marked.Freshness.State, marked.Freshness.IsComplete));
            Assert.True(marked.Freshness.LagSeconds > 0);
            var later = await Eventually.Get(
                () => Summary(), summary => summary.Freshness.LagSeconds > marked.Freshness.LagSeconds + 1);
            Assert.Equal(30 * DealEvents, later.Freshness.BehindBy);
            Assert.Equal("figures-incomplete: 2", await Refusal($"{Deals}?require=complete"));
            var listed = await fixture.Insights.Get<List<ProjectionResponse>>("/api/insights/v1/projections");
            Assert.True(listed.Single(projection => projection.Name == "deals").LagSeconds > 0);

            // The other read models do not wait for this one.
            await Complete(() => Funnel(), cohorts => cohorts.Freshness, cohorts => cohorts.Total.Entered == 30);
        }

        await Complete(() => Summary(), summary => summary.Freshness, Won(30));
        Assert.True((await Summary("?require=complete")).Freshness.IsComplete);
    }

    [Fact]
    public async Task The_newest_event_does_not_hide_older_ones_that_are_missing()
    {
        await using (var held = await HoldBack("deals.changes"))
        {
            await fixture.Publish([.. Stories(3)]);
            await Eventually.Get(() => Summary(), summary => summary.Freshness.BehindBy == 3 * DealEvents);
            var newest = await NewestMissing();
            await ProjectionWriter.Load(newest.Projection, "deals", held.Connection, [newest.Event, newest.Event],
                fixture.Insights.Clock.GetUtcNow(), TestContext.Current.CancellationToken);
            await held.Transaction.CommitAsync(TestContext.Current.CancellationToken);
        }

        // The rest arrives over the bus, the newest for the second time.
        await Complete(() => Summary(), summary => summary.Freshness, Won(3));
        Assert.Equal(3 * DealEvents, await Count("select count(*) from deals.changes"));
    }

    [Fact]
    public async Task An_event_that_a_read_model_does_not_hear_does_not_keep_it_behind()
    {
        await fixture.Publish([.. Stories(1)]);
        await Complete(() => Summary(), summary => summary.Freshness, Won(1));
        await using (var held = await HoldBack("timeline.events"))
        {
            var stalled = NewId();
            await fixture.Publish([Stalled(stalled)]);
            await fixture.PublishUnknown();
            await Eventually.Get(() => Listed("timeline"), timeline => timeline.BehindBy == 1);

            // A later reading of the same journal: only the timeline lacks the event.
            var read = (await Listed("timeline")).AsOf;
            await Complete(() => Listed("deals"), deals => deals, deals => deals.AsOf > read);
            await Complete(() => Listed("funnels"), funnels => funnels, funnels => funnels.AsOf > read);
        }

        await Complete(() => Listed("timeline"), timeline => timeline);
    }

    [Theory]
    [InlineData(RebuildSource.Journal)]
    [InlineData(RebuildSource.Bus)]
    public async Task A_rebuilt_read_model_is_compared_again(RebuildSource from)
    {
        await fixture.Publish([.. Stories(5)]);
        await Complete(() => Summary(), summary => summary.Freshness, Won(5));

        var id = (await fixture.Insights.Post<RebuildResponse>("/api/insights/v1/projections/rebuild", new { from })).Id;
        await Eventually.Get(() => fixture.Insights.Get<RebuildResponse>($"/api/insights/v1/projections/rebuilds/{id}"),
            rebuild => rebuild.State == RebuildState.Done);

        await Complete(() => Summary(), summary => summary.Freshness, Won(5));
        await fixture.Publish([.. Stories(1)]);
        await Complete(() => Summary(), summary => summary.Freshness, Won(6));
    }

    [Fact]
    public async Task A_service_that_does_not_answer_makes_the_lag_unknown_and_never_zero()
    {
        await fixture.Publish([.. Stories(1)]);
        await Complete(() => Summary(), summary => summary.Freshness, Won(1));
        await fixture.StopSales();

        var report = await Eventually.Get(() => Summary(), summary => summary.Freshness.State == FreshnessState.Unknown);

        Assert.Equal((false, null, null), (report.Freshness.IsComplete, report.Freshness.LagSeconds, report.Freshness.BehindBy));
        Assert.NotNull(report.Freshness.AsOf);
        Assert.Equal("figures-incomplete: 10", await Refusal($"{Deals}?require=complete"));
        Assert.Equal("requirement-unknown: ", await Refusal($"{Deals}?require=fresh"));
        var sources = (await Funnel()).Freshness.Sources;
        Assert.Equal([FreshnessState.Complete, FreshnessState.Unknown], sources.Select(source => source.State));
    }

    private static IEnumerable<CloudEvent> Stories(int count) =>
        Enumerable.Range(0, count).SelectMany(n => WithWholeStory(Day(2019, 1, 1).AddHours(n)).Events);

    private static CloudEvent Stalled(Guid opportunity) => new(
        NewId(), "/funnel/sales", EventTypes.NameOf(typeof(OpportunityStalled)), Now(), opportunity, 1, Now(), NewId(), null, null,
        new OpportunityStalled(opportunity, null, "default", "proposal", Now().AddDays(-9), Now(), null));

    private static Func<DealsSummaryResponse, bool> Won(int count) =>
        summary => summary.Currencies.Sum(currency => currency.Figures.Won) == count;

    private Task<DealsSummaryResponse> Summary(string query = "") => fixture.Insights.Get<DealsSummaryResponse>(Deals + query);

    private Task<CohortsResponse> Funnel(string query = "") => fixture.Insights.Get<CohortsResponse>(Cohorts + query);

    private async Task<Freshness> Listed(string projection) =>
        (await fixture.Insights.Get<List<ProjectionResponse>>("/api/insights/v1/projections")).Single(listed => listed.Name == projection)
            .Freshness;

    /// <summary>Waits until a report is complete. From the answer on that has the expected figures, it must be.</summary>
    private static async Task<T> Complete<T>(Func<Task<T>> ask, Func<T, Freshness> freshness, Func<T, bool>? figures = null)
    {
        var answer = await Eventually.Get(ask, answer => freshness(answer).IsComplete && (figures is null || figures(answer)));
        Assert.Equal(FreshnessState.Complete, freshness(answer).State);
        return answer;
    }

    private async Task<string> Refusal(string path)
    {
        using var response = await fixture.Insights.Http.GetAsync(path, TestContext.Current.CancellationToken);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(problem.GetProperty("status").GetInt32(), (int)response.StatusCode);
        return $"{problem.GetProperty("code").GetString()}: {response.Headers.RetryAfter}";
    }

    /// <summary>Lets reports read a table, but holds back everybody who writes it.</summary>
    private async Task<Held> HoldBack(string table)
    {
        var connection = await fixture.Insights.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await connection.Execute($"lock table {table} in exclusive mode", TestContext.Current.CancellationToken);
        return new(connection, transaction);
    }

    private async Task<(Projection Projection, CloudEvent Event)> NewestMissing()
    {
        var journals = fixture.Insights.Services.GetRequiredService<SourceJournals>();
        var deals = fixture.Insights.Services.GetServices<Projection>().Single(projection => projection.Name == "deals");
        var page = await journals.Read("sales", null, TestContext.Current.CancellationToken);
        return (deals, page.Events.Last(deals.Hears));
    }

    private async Task<long> Count(string sql)
    {
        await using var command = fixture.Insights.Database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private sealed record Held(NpgsqlConnection Connection, NpgsqlTransaction Transaction) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Transaction.DisposeAsync();
            await Connection.DisposeAsync();
        }
    }
}
