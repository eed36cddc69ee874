using System.Collections.Concurrent;
using Funnel.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Funnel.Chaos;

/// <summary>
/// Stands between the exchange and the queues of the services. Every message reaches each queue twice and in another order,
/// some messages much later.
/// </summary>
/// <remarks>
/// 1. The bindings of each queue are copied to a queue of the shuffler, and then removed from the queue itself.
/// 2. In every <see cref="Window"/> each new message is held twice, the held messages are shuffled, and half of them go on.
/// 3. At the end the bindings are restored, and the rest goes on.
/// A service that reconnects binds its queues again and gets some events a third time, which must make no difference either.
/// </remarks>
public sealed class Shuffler : IAsyncDisposable
{
    private const string Exchange = "funnel.events", Last = "last";
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(150);

    private readonly CancellationTokenSource ends = new();
    private readonly IConnection connection;
    private readonly IChannel channel;
    private readonly IReadOnlyList<(string Queue, string Key)> bindings;
    private readonly Random random;
    private readonly List<Task> pumps = [];
    private readonly Dictionary<string, TaskCompletionSource> lasts = [];

    private Shuffler(IConnection connection, IChannel channel, IReadOnlyList<(string, string)> bindings, int seed) =>
        (this.connection, this.channel, this.bindings, random) = (connection, channel, bindings, new Random(seed));

    /// <summary>The number of messages that arrived, and the number that went on.</summary>
    public (int Taken, int Given) Count { get; private set; }

    public static async Task<Shuffler> Between(Installation system, int seed, CancellationToken cancellation)
    {
        var bindings = await system.Bindings(Exchange, cancellation);
        var connection = await system.Broker(cancellation);
        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true, null), cancellation);
        var shuffler = new Shuffler(connection, channel, bindings, seed);
        foreach (var queue in bindings.Select(binding => binding.Queue).Distinct())
        {
            await shuffler.Take(queue, cancellation);
        }

        return shuffler;
    }

    /// <summary>Restores the bindings and lets the held messages go on.</summary>
    public async Task End(CancellationToken cancellation)
    {
        foreach (var (queue, key) in bindings)
        {
            await channel.QueueBindAsync(queue, Exchange, key, cancellationToken: cancellation);
            await channel.QueueUnbindAsync(Aside(queue), Exchange, key, cancellationToken: cancellation);
        }

        // No message arrives any more, but some are on their way.
        foreach (var queue in bindings.Select(binding => binding.Queue).Distinct())
        {
            // The last message of the queue: when it arrives, all others have arrived.
            await channel.BasicPublishAsync("", Aside(queue), mandatory: true, new BasicProperties { Type = Last },
                ReadOnlyMemory<byte>.Empty, cancellation);
        }

        using var limit = Patience.Limit(cancellation);
        await Task.WhenAll(lasts.Values.Select(last => last.Task.WaitAsync(limit.Token)));
        await Task.Delay(Window, cancellation);
        await ends.CancelAsync();
        await Task.WhenAll(pumps);
    }

    public async ValueTask DisposeAsync()
    {
        await ends.CancelAsync();
        await Task.WhenAll(pumps).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await channel.DisposeAsync();
        await connection.DisposeAsync();
        ends.Dispose();
    }

    private static string Aside(string queue) => queue + ".shuffled";

    private async Task Take(string queue, CancellationToken cancellation)
    {
        var came = new ConcurrentQueue<(BasicProperties Properties, byte[] Body)>();
        await channel.QueueDeclareAsync(Aside(queue), durable: true, exclusive: true, autoDelete: true, cancellationToken: cancellation);
        var consumer = new AsyncEventingBasicConsumer(channel);
        var last = lasts[queue] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        consumer.ReceivedAsync += (_, message) =>
        {
            if (message.BasicProperties.Type == Last)
            {
                last.TrySetResult();
                return Task.CompletedTask;
            }

            came.Enqueue((new BasicProperties(message.BasicProperties), message.Body.ToArray()));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(Aside(queue), autoAck: true, consumer, cancellation);
        foreach (var (_, key) in bindings.Where(binding => binding.Queue == queue))
        {
            await channel.QueueBindAsync(Aside(queue), Exchange, key, cancellationToken: cancellation);
            await channel.QueueUnbindAsync(queue, Exchange, key, cancellationToken: cancellation);
        }

        pumps.Add(Task.Run(() => Pump(queue, came, new Random(random.Next())), CancellationToken.None));
    }

    private async Task Pump(string queue, ConcurrentQueue<(BasicProperties Properties, byte[] Body)> came, Random order)
    {
        var held = new List<(BasicProperties Properties, byte[] Body)>();
        bool isLast;
        do
        {
            await Task.Delay(Window, ends.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            isLast = ends.IsCancellationRequested;
            var taken = 0;
            for (; came.TryDequeue(out var message); taken++)
            {
                held.Add(message);
                held.Add(message);
            }

            order.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(held));
            var going = held.Take(isLast ? held.Count : (held.Count + 1) / 2).ToList();
            held.RemoveRange(0, going.Count);
            await Task.WhenAll(
                going.Select(message => channel.BasicPublishAsync("", queue, mandatory: true, message.Properties, message.Body).AsTask()));
            lock (pumps)
            {
                Count = (Count.Taken + taken, Count.Given + going.Count);
            }
        }
        while (!isLast);
    }
}
