using Funnel.Chaos;
using RabbitMQ.Client;

namespace Funnel.Flows.Tests;

/// <summary>Every event comes twice and in any order, to all three services for the first time: they end where order would have led them.</summary>
public sealed class DisorderTests(RunningSystem system)
{
    private static readonly string[] Listeners = ["sales", "marketing", "insights"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Events_that_come_twice_and_shuffled_lead_to_the_same_state(int seed)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var installation = new Installation(system.Home, system.Port);
        await new Rounds(installation, system.Home, 1).Prepare();
        var journal = Path.Combine(system.Home, $"disorder-{seed}.journal");
        var random = new Random(seed);
        await using var load = new Load(installation.Client(), journal, 15);
        foreach (var listener in Listeners)
        {
            // It does not listen for a moment, so that events gather in its queues, and are put back in disorder.
            await Task.Delay(1000, cancellation);
            await installation.Stop(listener, cancellation);
            await Task.Delay(3000, cancellation);
            foreach (var queue in Installation.Queues.Where(queue => queue.StartsWith(listener, StringComparison.Ordinal)))
            {
                Assert.True(await Disturb(installation, queue, random, cancellation) > 10, $"Seed {seed}: {queue} had next to nothing to disturb.");
            }

            await installation.Start(listener, cancellation);
            await installation.Recovered(cancellation);
        }

        await load.End();
        var verdict = await new Oracle(installation).Judge(journal, cancellation);
        Assert.True(verdict.Differences.Count == 0, $"Seed {seed}: {string.Join("; ", verdict.Differences)}");
        Assert.Empty(await ReadModels.Rebuild(installation, cancellation));
    }

    /// <summary>Takes what a queue holds and puts it back twice, shuffled.</summary>
    private static async Task<int> Disturb(Installation installation, string queue, Random random, CancellationToken cancellation)
    {
        await using var connection = await installation.Broker(cancellation);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true, null), cancellation);
        var taken = new List<BasicGetResult>();
        while (await channel.BasicGetAsync(queue, autoAck: false, cancellation) is { } message)
        {
            taken.Add(message);
        }

        var twice = taken.Concat(taken).ToArray();
        random.Shuffle(twice);
        foreach (var message in twice)
        {
            await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties(message.BasicProperties), message.Body, cancellation);
        }

        if (taken.Count > 0)
        {
            await channel.BasicAckAsync(taken[^1].DeliveryTag, multiple: true, cancellation);
        }

        return taken.Count;
    }
}
