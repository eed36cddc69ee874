using System.Collections.Concurrent;
using System.Net.Http.Json;
using Funnel.Messaging.Timers;
using Funnel.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Funnel.Messaging.Tests;

/// <summary>Two replicas of one service, on one database and one clock.</summary>
public sealed class TimerRunnerTests : IAsyncLifetime
{
    private readonly ShiftedClock clock = new();
    private CounterService service = null!, replica = null!;

    public async ValueTask InitializeAsync()
    {
        service = await Start(null);
        replica = await Start(service.Parts);
    }

    public async ValueTask DisposeAsync()
    {
        await replica.DisposeAsync();
        await service.DisposeAsync();
    }

    [Fact]
    public async Task Two_replicas_run_each_of_many_timers_once_and_not_before_it_is_due()
    {
        var due = clock.GetUtcNow().AddSeconds(2);
        var counters = await Counters(300);
        await Task.WhenAll(Schedule(service, due, counters[..150]), Schedule(replica, due, counters[150..]));
        await Eventually.Get(Waiting, left => left == 0);
        await Task.Delay(300);
        Assert.Equal(300, await Facts(counters));
        Assert.Equal(0,
            await service.Scalar<long>(
                "select count(*) from messaging.journal where type = 'marketing.scoring-rules.published.v1' "
                    + $"and (event::jsonb ->> 'time')::timestamptz < '{due:O}'"));
    }

    [Fact]
    public async Task A_timer_can_be_moved_and_deleted_and_can_set_itself_again()
    {
        var (moved, gone, again, last) = (await service.Lead(), await service.Lead(), await service.Lead(), await service.Lead());
        await Schedule(service, clock.GetUtcNow().AddHours(9), moved);
        await Schedule(service, clock.GetUtcNow(), moved);
        await Counted(moved, 1);

        await Schedule(service, clock.GetUtcNow().AddHours(1), gone);
        await service.InDb(async db =>
        {
            db.Unschedule(Increase.Name, gone);
            return await db.SaveChangesAsync();
        });
        Increase.Again[again] = 3;
        await Schedule(service, clock.GetUtcNow().AddHours(1), again);
        await Schedule(service, clock.GetUtcNow().AddHours(2), last);
        clock.Advance(TimeSpan.FromHours(2));
        await Counted(last, 1);
        await Counted(again, 4);
        await Counted(gone, 0);
        await Counted(moved, 1);
    }

    [Fact]
    public async Task A_timer_that_throws_is_listed_tried_again_and_delays_no_other()
    {
        var bad = await service.Lead();
        Increase.Poison[bad] = () => throw new InvalidOperationException("Not yet.");
        var others = await Counters(20);
        await Schedule(service, clock.GetUtcNow(), [others[0], bad, .. others[1..]]);
        await Eventually.Get(() => Facts(others), count => count == 20);
        var shown =
            (await Eventually.Get(() => service.Http.GetFromJsonAsync<TimersResponse>("/api/marketing/v1/timers"),
                timers => timers!.Failing == 1))!;
        var failing = Assert.Single(shown.Items);
        Assert.Equal((bad, Increase.Name, "System.InvalidOperationException"), (failing.Subject, failing.Name, failing.Cause));
        Assert.True(failing.NextAttemptAt > failing.DueAt);
        using var measured = new Measurements(service.App.Services);
        await Eventually.Get(() => Task.FromResult(measured.Gauge("funnel.timers.failing")), count => count == 1);

        Increase.Poison.TryRemove(bad, out _);
        clock.Advance(TimeSpan.FromMinutes(10));
        await Counted(bad, 1);
        Assert.Equal(0, await Waiting());
    }

    [Fact]
    public async Task A_timer_runs_again_after_a_crash_before_its_commit_and_a_restart_runs_due_timers()
    {
        var (cut, later) = (await service.Lead(), await service.Lead());
        var cuts = 0;
        Increase.Poison[cut] = () => Interlocked.Increment(ref cuts) <= 2 ? "select pg_terminate_backend(pg_backend_pid())" : null;
        await Schedule(service, clock.GetUtcNow(), cut);
        await Eventually.Get(() => Task.FromResult(cuts), count => count >= 2);
        clock.Advance(TimeSpan.FromMinutes(1));
        await Counted(cut, 1);

        await Schedule(service, clock.GetUtcNow().AddHours(1), later);
        await service.App.StopAsync();
        await replica.App.StopAsync();
        clock.Advance(TimeSpan.FromHours(3));
        await using var restarted = await Start(service.Parts);
        await Counted(later, 1);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_runs_no_timer_twice_or_early()
    {
        var (done, soon) = (await service.Lead(), await service.Lead());
        await Schedule(service, clock.GetUtcNow(), done);
        await Counted(done, 1);
        await Schedule(service, clock.GetUtcNow().AddMinutes(30), soon);
        clock.Advance(TimeSpan.FromHours(-1));
        await Task.Delay(1200);
        clock.Advance(TimeSpan.FromMinutes(80));
        await Task.Delay(1200);
        await Counted(soon, 0);
        clock.Advance(TimeSpan.FromMinutes(20));
        await Counted(soon, 1);
        await Counted(done, 1);
    }

    [Fact]
    public async Task A_timer_is_set_only_if_the_change_that_sets_it_commits()
    {
        var counter = await service.Lead();
        await Assert.ThrowsAsync<DbUpdateException>(() => service.InDb(async db =>
        {
            db.Schedule(Increase.Name, counter, clock.GetUtcNow());
            db.Add(Counter.Make(clock.GetUtcNow()));
            await db.Database.ExecuteSqlRawAsync("alter table counters add constraint small check (count < 0) not valid");
            try
            {
                return await db.SaveChangesAsync();
            }
            finally
            {
                await db.Database.ExecuteSqlRawAsync("alter table counters drop constraint small");
            }
        }));
        Assert.Equal(0, await Waiting());
        await Schedule(service, clock.GetUtcNow(), counter);
        await Counted(counter, 1);
    }

    [Fact]
    public async Task A_reaction_learns_the_subjects_of_its_batch_before_the_first_timer()
    {
        var counters = await Counters(30);
        await Schedule(service, clock.GetUtcNow(), counters);
        await Eventually.Get(() => Facts(counters), count => count == counters.Length);
        Assert.All(counters, counter => Assert.True(Increase.Expected.ContainsKey(counter)));
        Assert.Empty(Increase.Unexpected);
    }

    private Task<CounterService> Start(RealParts? beside) => CounterService.Start(beside, listens: false, services =>
        services.AddSingleton<TimeProvider>(clock).WhenDue<Increase>(Increase.Name));

    private async Task<Guid[]> Counters(int count)
    {
        var made = Enumerable.Range(0, count).Select(_ => Counter.Make(clock.GetUtcNow())).ToList();
        await service.InDb(db =>
        {
            db.AddRange(made);
            return db.SaveChangesAsync();
        });
        return [.. made.Select(counter => counter.Id)];
    }

    private static Task<int> Schedule(CounterService on, DateTimeOffset due, params Guid[] counters) => on.InDb(db =>
    {
        foreach (var counter in counters)
        {
            db.Schedule(Increase.Name, counter, due);
        }

        return db.SaveChangesAsync();
    });

    private Task<long> Waiting() => service.Scalar<long>("select count(*) from messaging.timers");

    private Task<long> Facts(Guid[] counters) =>
        service.Scalar<long>($"select count(*) from messaging.journal where subject in ('{string.Join("','", counters)}')");

    private async Task Counted(Guid counter, int count)
    {
        Assert.Equal(count,
            await Eventually.Get(() =>
                service.InDb(db => db.Counters.Where(one => one.Id == counter).Select(one => one.Count).SingleAsync()),
                found => found >= count));
        Assert.Equal(count, await Facts([counter]));
    }
}

/// <summary>Increases a counter when its timer is due.</summary>
public sealed class Increase(CounterDb db, Outbox outbox) : IWhenDue
{
    public const string Name = "increase";

    /// <summary>Makes the timer of a counter fail: the function throws, or returns a statement that fails.</summary>
    public static readonly ConcurrentDictionary<Guid, Func<string?>> Poison = new();

    /// <summary>The number of times that the timer of a counter sets itself again.</summary>
    public static readonly ConcurrentDictionary<Guid, int> Again = new();

    /// <summary>The counters of announced timers, and those of timers that were not announced.</summary>
    public static readonly ConcurrentDictionary<Guid, bool> Expected = new(), Unexpected = new();

    private readonly HashSet<Guid> batch = [];

    public Task Expect(IReadOnlyCollection<Guid> subjects, CancellationToken cancellation)
    {
        batch.UnionWith(subjects);
        foreach (var subject in subjects)
        {
            Expected[subject] = true;
        }

        return Task.CompletedTask;
    }

    public async Task WhenDue(Guid subject, DateTimeOffset dueAt, CancellationToken cancellation)
    {
        if (!batch.Contains(subject))
        {
            Unexpected[subject] = true;
        }

        var counter = (await db.Counters.FindAsync([subject], cancellation))!;
        db.Publish(counter, counter.Increase(), outbox.Clock.GetUtcNow());
        if (Poison.TryGetValue(subject, out var spoil) && spoil() is { } statement)
        {
            await db.Database.ExecuteSqlRawAsync(statement, cancellation);
        }

        if (Again.TryGetValue(subject, out var left) && left > 0)
        {
            Again[subject] = left - 1;
            db.Schedule(Name, subject, dueAt.AddMinutes(1));
        }
    }
}
