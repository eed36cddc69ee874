using System.Collections.Concurrent;
using System.Net.Http.Json;
using Funnel.Contracts.Marketing;
using Funnel.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Funnel.Messaging.Tests;

/// <summary>Collects the facts of a batch. <see cref="WriteEffects"/> then handles them together.</summary>
public sealed class CountedBatch
{
    public List<(Guid Counter, int Version, CloudEvent Fact)> Heard { get; } = [];
}

public sealed class WhenScoringRulesPublished(CountedBatch batch) : IHear<ScoringRulesPublished>
{
    /// <summary>The listener throws at this count, unless the counter has an antidote.</summary>
    public const int Poison = 3;

    public static readonly ConcurrentDictionary<Guid, bool> Antidotes = new();

    public Task Hear(ScoringRulesPublished fact, CloudEvent envelope, CancellationToken cancellation)
    {
        if (fact.Version == Poison && !Antidotes.ContainsKey(fact.RuleSetId))
        {
            throw new InvalidOperationException("The listener cannot hear this fact.");
        }

        batch.Heard.Add((fact.RuleSetId, fact.Version, envelope));
        return Task.CompletedTask;
    }
}

public sealed class WriteEffects(CounterDb db, CountedBatch batch, Outbox outbox) : IFinishBatch
{
    /// <summary>The number of facts of each counter in each batch.</summary>
    public static readonly ConcurrentDictionary<Guid, ConcurrentQueue<int>> Batches = new();

    public Task Finish(CancellationToken cancellation)
    {
        foreach (var counter in batch.Heard.GroupBy(heard => heard.Counter))
        {
            Batches.GetOrAdd(counter.Key, _ => new()).Enqueue(counter.Count());
            db.AddRange(counter.Select(heard =>
                new Effect(Guid.CreateVersion7(outbox.Clock.GetUtcNow()), heard.Fact.Id, heard.Counter, heard.Version)));
        }

        return Task.CompletedTask;
    }
}

public sealed class JournalReaderTests : IAsyncLifetime
{
    private CounterService service = null!;

    public async ValueTask InitializeAsync() => service = await CounterService.Start(count: Reads);

    public ValueTask DisposeAsync() => service.DisposeAsync();

    [Fact]
    public async Task Facts_of_one_transaction_reach_the_last_step_as_one_batch_in_their_order()
    {
        var counter = await Increase(times: 2);

        Assert.Equal([1, 2], (await Effects(counter, 2)).Select(effect => effect.Cycle));
        Assert.Equal([2], WriteEffects.Batches[counter]);
    }

    [Fact]
    public async Task A_crash_between_the_effect_and_the_cursor_leaves_neither_and_the_effect_comes_once()
    {
        await Execute(
            """
            create function crash() returns trigger language plpgsql as $$ begin raise exception 'crashed'; end $$;
            create trigger crash before update on messaging.cursors for each row when (new.name = 'counting') execute function crash();
            """);
        var counter = await Increase(times: 1);
        await Eventually.Get(() => Task.FromResult(WriteEffects.Batches.GetValueOrDefault(counter)?.Count ?? 0), tries => tries > 0);
        Assert.Empty(await service.Effects(counter));

        await Execute("drop trigger crash on messaging.cursors");
        await Effects(counter, 1);
        await Later();
        Assert.Single(await service.Effects(counter));
        Assert.Empty(await service.DeadLetters());
    }

    [Fact]
    public async Task Of_two_replicas_one_reads_at_a_time_and_the_other_goes_on_when_it_stops()
    {
        await using var other = await CounterService.Start(beside: service.Parts, count: Reads);
        var counters = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Increase(times: 2)));
        foreach (var counter in counters)
        {
            Assert.Equal([1, 2], (await Effects(counter, 2)).Select(effect => effect.Cycle));
        }

        await service.App.StopAsync();
        var late = await other.InDb(db => Publish(db, 2));
        await Eventually.Get(() => other.Effects(late), found => found.Count == 2);
        await Later();
        foreach (var counter in counters.Append(late))
        {
            Assert.Equal([1, 2], (await other.Effects(counter)).Select(effect => effect.Cycle));
        }
    }

    [Fact]
    public async Task A_fact_that_a_listener_cannot_hear_ends_in_the_dead_letters_and_holds_up_no_other()
    {
        var poisoned = await Increase(times: 5);
        var other = await Increase(times: 1);
        await Effects(other, 1);

        Assert.Equal([1, 2, 4, 5], (await Effects(poisoned, 4)).Select(effect => effect.Cycle));
        var letter = Assert.Single(await service.DeadLetters());
        Assert.Equal(("marketing.counting", "The listener cannot hear this fact.", 1), (letter.Queue, letter.Cause, letter.Failures));
    }

    [Fact]
    public async Task A_dead_letter_that_is_driven_again_is_heard_once_when_the_listener_can_hear_it()
    {
        var counter = await Increase(times: 3);
        var letter = Assert.Single(await Eventually.Get(service.DeadLetters, letters => letters.Count > 0));
        await Redrive(letter.Id);
        Assert.Equal(2, Assert.Single(await service.DeadLetters()).Failures);
        Assert.Equal(2, (await service.Effects(counter)).Count);

        WhenScoringRulesPublished.Antidotes[counter] = true;
        await Redrive(letter.Id);
        Assert.Empty(await service.DeadLetters());
        Assert.Equal([1, 2, 3], (await service.Effects(counter)).Select(effect => effect.Cycle));
    }

    private static void Reads(IServiceCollection services) => services.AddScoped<CountedBatch>().AddJournalReader<CounterDb>(
        "counting", reader => reader.Hear<ScoringRulesPublished, WhenScoringRulesPublished>().FinishWith<WriteEffects>());

    private static async Task<Guid> Publish(CounterDb db, int times)
    {
        var now = TimeProvider.System.GetUtcNow();
        var counter = db.Add(Counter.Make(now)).Entity;
        for (var time = 0; time < times; time++)
        {
            db.Publish(counter, counter.Increase(), now);
        }

        await db.SaveChangesAsync();
        return counter.Id;
    }

    /// <summary>Waits longer than the reader's pause between two polls.</summary>
    private static Task Later() => Task.Delay(TimeSpan.FromSeconds(1.5));

    private Task<Guid> Increase(int times) => service.InDb(db => Publish(db, times));

    private Task<List<Effect>> Effects(Guid counter, int count) =>
        Eventually.Get(() => service.Effects(counter), found => found.Count >= count);

    private async Task Redrive(Guid letter) =>
        (await service.Http.PostAsJsonAsync($"/api/marketing/v1/dead-letters/{letter}/redrive", new { })).EnsureSuccessStatusCode();

    private async Task Execute(string sql)
    {
        await using var command = service.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
