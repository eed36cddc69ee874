using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Funnel.Testing;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Messaging.Tests;

public sealed class JournalTests(CounterServiceFixture fixture) : IClassFixture<CounterServiceFixture>
{
    private readonly CounterService service = fixture.Service;

    [Fact]
    public async Task A_row_that_commits_late_is_never_skipped()
    {
        var start = await End();
        var late = await service.Lead();
        await using var scope = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions
            .CreateAsyncScope(service.App.Services);
        var db = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions
            .GetRequiredService<CounterDb>(scope.ServiceProvider);
        await using var transaction = await db.Database.BeginTransactionAsync();
        db.Publish((await db.Counters.FindAsync(late))!, Facts.Qualified(late, 1), TimeProvider.System.GetUtcNow());
        await db.SaveChangesAsync();
        var early = await service.Qualify(1);

        var meanwhile = await Read(start);
        await transaction.CommitAsync();
        var after = await Eventually.Get(() => Read(meanwhile.Next), page => page.Subjects.Contains(early));

        Assert.DoesNotContain(early, meanwhile.Subjects);
        Assert.Contains(late, after.Subjects);
    }

    [Fact]
    public async Task A_reader_among_many_writers_gets_each_row_once_and_each_subject_in_order()
    {
        const int Writers = 10, Rounds = 20;
        var cursor = await End();
        var read = new List<(Guid Subject, int Sequence)>();
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            var leads = await Task.WhenAll(service.Lead(), service.Lead());
            for (var round = 0; round < Rounds; round++)
            {
                await service.InDb(async db =>
                {
                    await using var transaction = await db.Database.BeginTransactionAsync();
                    foreach (var lead in leads)
                    {
                        db.Publish((await db.Counters.FindAsync(lead))!, Facts.Qualified(lead, 1000 + round),
                            TimeProvider.System.GetUtcNow());
                    }

                    await db.SaveChangesAsync();
                    await Task.Delay(Random.Shared.Next(0, 12));
                    await transaction.CommitAsync();
                    return 0;
                });
            }

            return leads;
        }));
        var mine = new HashSet<Guid>();
        var start = Stopwatch.GetTimestamp();
        // A transaction of another test in the same server may delay the last rows.
        for (var quiet = 0; quiet < 20 && Stopwatch.GetElapsedTime(start) < Patience.Wait;)
        {
            var page = await Read(cursor, limit: 7);
            quiet = page.Subjects.Count == 0 && writing.IsCompleted && read.Count >= Writers * 2 * Rounds ? quiet + 1 : 0;
            read.AddRange(page.Subjects.Zip(page.Sequences));
            cursor = page.Next;
        }

        mine.UnionWith((await writing).SelectMany(leads => leads));
        foreach (var lead in mine)
        {
            Assert.Equal(Enumerable.Range(1, Rounds), read.Where(row => row.Subject == lead).Select(row => row.Sequence));
        }
    }

    [Fact]
    public async Task Of_two_writers_of_one_subject_one_fails_and_publishes_nothing()
    {
        var lead = await service.Lead();
        var published = await Task.WhenAll(Enumerable.Range(0, 20).Select(async cycle =>
        {
            try
            {
                return await service.InDb(async db =>
                {
                    db.Publish((await db.Counters.FindAsync(lead))!, Facts.Qualified(lead, cycle), TimeProvider.System.GetUtcNow());
                    return await db.SaveChangesAsync();
                });
            }
            catch (DbUpdateConcurrencyException)
            {
                return 0;
            }
        }));

        var sequences =
            await service.InDb(db => db.Database
                .SqlQuery<int>($"select sequence from messaging.journal where subject = {lead} order by sequence").ToListAsync());
        Assert.Equal(Enumerable.Range(1, published.Count(rows => rows > 0)), sequences);
    }

    [Fact]
    public async Task A_replay_publishes_past_events_to_a_queue_again_without_a_second_effect()
    {
        var lead = await service.Qualify(1, 2, 3);
        await Eventually.Get(() => service.Effects(lead), found => found.Count == 3);
        var asked = await service.Http.PostAsJsonAsync("/api/marketing/v1/events/replays", new { queue = "sales.handoffs" });
        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);

        var done =
            await Eventually.Get(() => service.Http.GetFromJsonAsync<ReplayResponse>(asked.Headers.Location)!, replay => replay!.Finished);
        Assert.True(done!.Published >= 3);
        await Eventually.Get(() => service.Scalar<long>($"select count(*) from effects where lead_id = '{lead}'"), count => count == 3);
    }

    [Fact]
    public async Task After_the_loss_of_a_broker_a_replay_to_all_queues_has_each_effect_once()
    {
        await using var own = await CounterService.Start();
        var (heard, unheard) = (await own.Qualify(1), await own.Qualify(1));
        foreach (var lead in new[] { heard, unheard })
        {
            await Eventually.Get(() => own.Effects(lead), found => found.Count == 1);
        }

        // The state after a restore: the event is published, but in no queue and in no inbox. A replay to all queues is requested.
        await own.InDb(db => db.Database.ExecuteSqlRawAsync(
            $"""
            delete from messaging.inbox where event_id in (select event_id from effects where lead_id = '{unheard}');
            delete from effects where lead_id = '{unheard}';
            insert into messaging.replays (id, queue, types, xid, position) values (gen_random_uuid(), '{ReplayRunner.AllQueues}',
                array[]::text[], '0', 0);
            """));

        await Eventually.Get(() => own.Effects(unheard), found => found.Count == 1);
        Assert.Equal("*, insights.funnels, insights.timeline, sales.handoffs", await Eventually.Get(
            () => own.Scalar<string>(
                "select coalesce(string_agg(queue, ', ' order by queue collate \"C\"), '') from messaging.replays "
                    + "where finished_at is not null"), queues => queues.Length > 40));
        Assert.Equal("marketing",
            await own.Scalar<string>(
                "select string_agg(distinct split_part(type, '.', 1), ', ') from messaging.replays, unnest(types) type"));
        Assert.Single(await own.Effects(heard));
        Assert.Single(await own.Effects(unheard));
    }

    [Fact]
    public async Task The_inbox_is_kept_longer_than_the_journal()
    {
        await using var own = await CounterService.Start();
        await own.InDb(db => db.Database.ExecuteSqlRawAsync(
            """
            insert into messaging.inbox (queue, event_id, received_at)
            select 'old', gen_random_uuid(), now() - make_interval(months => 25 + n) - interval '1 hour' from generate_series(0, 1) n
            """));
        await JournalPartitions.Keep(own.Database, months: 25, CancellationToken.None);
        Assert.Equal(1, await own.Scalar<long>("select count(*) from messaging.inbox where queue = 'old'"));
    }

    [Theory]
    [InlineData("/api/marketing/v1/events?after=nonsense", "malformed-request")]
    [InlineData("/api/marketing/v1/events?limit=0", "validation-failed")]
    [InlineData("/api/marketing/v1/events?limit=100000", "validation-failed")]
    [InlineData("/api/marketing/v1/events/replays/00000000-0000-0000-0000-000000000001", "replay-not-found")]
    public async Task Bad_requests_are_answered_with_a_problem_and_its_code(string path, string code)
    {
        using var response = await service.Http.GetAsync(path);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(code, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Old_partitions_are_dropped_unless_the_relay_has_not_read_them()
    {
        await using var own = await CounterService.Start();
        await own.Qualify(1);
        await own.InDb(db => db.Database.ExecuteSqlRawAsync(
            """
            begin;
            create table messaging.journal_2019_01 partition of messaging.journal for values from ('2019-01-01Z') to ('2019-02-01Z');
            create table messaging.journal_2019_02 partition of messaging.journal for values from ('2019-02-01Z') to ('2019-03-01Z');
            insert into messaging.journal (xid, position, recorded_at, id, type, subject, sequence, event)
            values ('9223372036854775000', 1, '2019-02-03Z', gen_random_uuid(), 'unread', gen_random_uuid(), 1, '');
            commit;
            """));
        await JournalPartitions.Keep(own.Database, months: 25, CancellationToken.None);

        Assert.Equal("2019_02", await own.Scalar<string>(
            "select string_agg(right(inhrelid::regclass::text, 7), ',') from pg_inherits where inhparent = 'messaging.journal'::regclass "
                + "and inhrelid::regclass::text like '%2019%'"));
    }

    [Fact]
    public async Task Reading_the_journal_is_in_the_audit_log_once_an_hour_for_each_caller()
    {
        var issuer = await TokenIssuer.Get();
        var caller = $"reader-{Guid.CreateVersion7():n}";
        using var http = new HttpClient { BaseAddress = service.Http.BaseAddress, Timeout = Patience.Request };
        http.DefaultRequestHeaders.Authorization = new("Bearer", issuer.Token([new("scope", "events.read")], subject: caller));
        for (var read = 0; read < 3; read++)
        {
            await http.GetStringAsync("/api/marketing/v1/events?limit=1", TestContext.Current.CancellationToken);
        }

        // The hour may change during the test.
        Assert.InRange(await service.Scalar<long>(
            $"select count(*) from audit.lines where actor = '{caller}' and action = 'exported' and entity_id = 'marketing'"), 1, 2);
    }

    private async Task<string> End()
    {
        await service.Qualify(1);
        var page = await Read(null, limit: 1000);
        while (page.Subjects.Count > 0)
        {
            page = await Read(page.Next, limit: 1000);
        }

        return page.Next;
    }

    private async Task<(string Next, List<Guid> Subjects, List<int> Sequences)> Read(string? after, int limit = 100)
    {
        var page = await service.Http
            .GetFromJsonAsync<JsonElement>($"/api/marketing/v1/events?limit={limit}" + (after is null ? "" : $"&after={after}"));
        var events = page.GetProperty("events").EnumerateArray().Select(CloudEventJson.Read).ToList();
        return (page.GetProperty("next").GetString()!, [.. events.Select(@event => @event.Subject)],
            [.. events.Select(@event => @event.Sequence)]);
    }
}
