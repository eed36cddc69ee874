using System.Net;
using System.Text.Json;
using Funnel.Insights.Funnels;
using Funnel.Insights.Projections;
using Funnel.Testing;
using Microsoft.Extensions.DependencyInjection;
using static Funnel.Insights.Tests.Person;

namespace Funnel.Insights.Tests.Projections;

public sealed class RebuildTests(RebuildFixture fixture) : IClassFixture<RebuildFixture>
{
    private const string Path = "/api/insights/v1/projections";

    [Theory]
    [InlineData(RebuildSource.Journal)]
    [InlineData(RebuildSource.Bus)]
    public async Task A_rebuilt_projection_has_the_same_rows_as_before(RebuildSource from)
    {
        await Publish(1200);
        var (before, published) = (await AllTables(), await Held("timeline"));
        await Vandalise();

        var rebuild = await Rebuild(new { from });

        Assert.Null(rebuild.Error);
        Assert.Equal(RebuildState.Done, rebuild.State);
        Assert.True(rebuild.RowsRead >= published, $"Only {rebuild.RowsRead} of {published} rows were read.");
        Assert.Equal(before, await AllTables());
    }

    [Fact]
    public async Task A_rebuild_from_the_journals_misses_nothing_that_is_published_meanwhile()
    {
        await Publish(600);
        var running = await fixture.Insights.Post<RebuildResponse>($"{Path}/rebuild", new { from = RebuildSource.Journal });
        for (var round = 0; round < 20; round++)
        {
            await fixture.Publish(WithWholeStory(Day(2019, 1, 1)).Events);
        }

        await Finished(running.Id);
        await Publish(12);
        var incremental = await AllTables();
        await Rebuild(new { from = "journal" });
        Assert.Equal(await AllTables(), incremental);
    }

    [Fact]
    public async Task Reports_read_the_old_tables_until_the_new_ones_are_complete()
    {
        await Publish(600);
        var before = await Count("select count(*) from funnels.people");
        var id = (await fixture.Insights.Post<RebuildResponse>($"{Path}/rebuild", new { from = "journal" })).Id;

        var answers = 0;
        do
        {
            var cohorts = await fixture.Insights.Get<CohortsResponse>("/api/insights/v1/funnels/cohorts?by=month,channel");
            Assert.Equal(before, cohorts.Total.Entered);
            Assert.NotEmpty(cohorts.Lineage.LastEvents);
            answers++;
        }
        while ((await fixture.Insights.Get<RebuildResponse>($"{Path}/rebuilds/{id}")).State == RebuildState.Running);

        Assert.True(answers > 1);
        Assert.Equal(RebuildState.Done, (await Finished(id)).State);
    }

    [Fact]
    public async Task One_projection_is_rebuilt_without_the_others()
    {
        await Publish(12);
        var (before, others) = (await Table("deals"), await Held("timeline"));
        await using (var drop = fixture.Insights.Database.CreateCommand("delete from deals.opportunities; delete from deals.changes"))
        {
            await drop.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var rebuild = await Rebuild(new { from = "journal", projections = new[] { "deals", "deals" } });

        Assert.Equal((RebuildState.Done, "deals"), (rebuild.State, string.Join(' ', rebuild.Projections)));
        Assert.Equal(before, await Table("deals"));
        Assert.Equal(others, await Held("timeline"));
    }

    [Fact]
    public async Task Only_one_rebuild_runs_at_a_time_and_a_wrong_request_is_refused()
    {
        var running = await fixture.Insights.Post<RebuildResponse>($"{Path}/rebuild", new { from = "journal" });
        await Refused(new { from = "journal" }, HttpStatusCode.Conflict, "rebuild-already-running");
        await Finished(running.Id);

        await Refused(new { from = "journal", projections = new[] { "weather" } }, HttpStatusCode.UnprocessableEntity,
            "projection-unknown");
        await Refused(new { from = "thin air" }, HttpStatusCode.BadRequest, "malformed-request");
        await Refused(new { }, HttpStatusCode.BadRequest, "malformed-request");
        await fixture.Insights.Refused($"{Path}/rebuilds/{NewId()}", HttpStatusCode.NotFound, "rebuild-not-found");
    }

    [Fact]
    public async Task A_rebuild_whose_process_ended_is_interrupted_and_can_be_started_again()
    {
        var id = NewId();
        await using (var left = fixture.Insights.Database.CreateCommand(
            """
            insert into rebuilds (id, "from", projections, state, step, rows_read, requested_at, started_at)
            values ($1, 'Journal', '{funnels}', 'Running', 'reading the journal of marketing', 7, now(), now())
            """))
        {
            left.Parameters.Add(new() { Value = id });
            await left.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(RebuildState.Interrupted, (await Finished(id)).State);
        Assert.Equal(RebuildState.Done, (await Rebuild(new { from = "journal" })).State);
    }

    [Fact]
    public async Task The_list_shows_version_rows_last_events_and_lag()
    {
        await Publish(12);

        // After a rebuild, the lag is unknown until the read model is compared with the journals.
        var projections = await Eventually.Get(() => fixture.Insights.Get<List<ProjectionResponse>>(Path),
            listed => listed.TrueForAll(projection => projection.LagSeconds is not null));

        Assert.Equal([("funnels", 3), ("deals", 3), ("timeline", 5)],
            projections.Select(projection => (projection.Name, projection.Version)));
        Assert.All(projections, projection =>
        {
            Assert.True(projection.Rows > 0 && projection.LagSeconds >= 0);
            Assert.Contains(projection.LastEvents, last => last.Source == "/funnel/sales");
        });
    }

    [Fact]
    public async Task A_projection_of_another_version_starts_empty_and_is_rebuilt_automatically()
    {
        await Publish(12);
        var before = await Table("deals");
        await using (var older = fixture.Insights.Database.CreateCommand("update deals.version set version = 0"))
        {
            await older.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var schemas = fixture.Insights.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<ProjectionSchemas>()
            .Single();
        await schemas.StartAsync(TestContext.Current.CancellationToken);

        await Eventually.Get(() => Table("deals"), table => table == before);
        await Eventually.Get(async () => await Count("select count(*) from rebuilds where state = 'Running'"), running => running == 0);
    }

    /// <summary>Publishes about this number of events, and waits until they are in every projection.</summary>
    private async Task Publish(int events)
    {
        var stories = Enumerable.Range(0, events / 12).SelectMany(n => WithWholeStory(Day(2019, 1, 1).AddHours(n)).Events).ToList();
        var before = await Held("timeline");
        await fixture.Publish(stories);
        await Eventually.Get(() => Held("timeline"), held => held >= before + stories.Count);
        await Eventually.Get(async () => await Held("deals") * 3 == await Held("timeline")
            && await Held("funnels") * 12 == await Held("timeline") * 9, same => same);
    }

    private async Task Vandalise()
    {
        await using var drop = fixture.Insights.Database
            .CreateCommand("delete from funnels.people; update deals.opportunities set closed_amount = 13; delete from timeline.events");
        await drop.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private async Task<RebuildResponse> Rebuild(object request) =>
        await Finished((await fixture.Insights.Post<RebuildResponse>($"{Path}/rebuild", request)).Id);

    private Task<RebuildResponse> Finished(Guid id) =>
        Eventually.Get(() => fixture.Insights.Get<RebuildResponse>($"{Path}/rebuilds/{id}"),
            rebuild => rebuild.State != RebuildState.Running);

    private async Task Refused(object request, HttpStatusCode status, string code)
    {
        using var response = await fixture.Insights.Post($"{Path}/rebuild", request);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal((status, code), (response.StatusCode, problem.RootElement.GetProperty("code").GetString()));
    }

    private async Task<string> AllTables() => $"{await Table("funnels")}\n{await Table("deals")}\n{await Table("timeline")}";

    private async Task<string> Table(string name)
    {
        await using var connection = await fixture.Insights.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await Tables.Read(connection,
            fixture.Insights.Services.GetServices<Projection>().Single(projection => projection.Name == name), name);
    }

    private Task<long> Held(string name) =>
        Count($"select count(*) from {name}.{(name == "funnels" ? "entries" : name == "deals" ? "changes" : "events")}");

    private async Task<long> Count(string sql)
    {
        await using var command = fixture.Insights.Database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
