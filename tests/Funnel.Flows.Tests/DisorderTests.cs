using Funnel.Chaos;
using RabbitMQ.Client;

namespace Funnel.Flows.Tests;

/// <summary>Every event comes twice and in any order, to all three services for the first time: they end where order would have led them.</summary>
public sealed class DisorderTests(RunningSystem system)
{
    private const int Enough = 20;

    /// <summary>As the load goes on, the queue may fill faster than it is emptied here.</summary>
    private const int Most = 200;
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
            // It does not listen for a while, so that events gather in its queues, and are put back in disorder.
            await Task.Delay(1000, cancellation);
            await installation.Stop(listener, cancellation);
            try
            {
                foreach (var queue in Installation.Queues.Where(queue => queue.StartsWith(listener, StringComparison.Ordinal)))
                {
                    await Disturb(installation, queue, random, cancellation);
                }
            }
            finally
            {
                await installation.Start(listener, cancellation);
            }

            await installation.Recovered(cancellation);
        }

        await load.End();
        var verdict = await new Oracle(installation).Judge(journal, cancellation);
        Assert.True(verdict.Differences.Count == 0, $"Seed {seed}: {string.Join("; ", verdict.Differences)}");
        Assert.Empty(await ReadModels.Rebuild(installation, cancellation));
    }

    /// <summary>Waits for events, takes what the queue holds then, and puts it back twice, shuffled.</summary>
    private static async Task Disturb(Installation installation, string queue, Random random, CancellationToken cancellation)
    {
        await using var connection = await installation.Broker(cancellation);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true, null), cancellation);
        await Testing.Eventually.Get(() => channel.MessageCountAsync(queue, cancellation), waiting => waiting >= Enough, seconds: 60);
        var taken = new List<BasicGetResult>();
        while (taken.Count < Most && await channel.BasicGetAsync(queue, autoAck: false, cancellation) is { } message)
        {
            taken.Add(message);
        }

        var twice = taken.Concat(taken).ToArray();
        random.Shuffle(twice);
        foreach (var message in twice)
        {
            await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties(message.BasicProperties), message.Body, cancellation);
        }

        await channel.BasicAckAsync(taken[^1].DeliveryTag, multiple: true, cancellation);
    }
}
