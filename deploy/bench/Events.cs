using System.Diagnostics;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Funnel.Bench;

/// <summary>
/// Measures events from the journal to the commit of a listener in another service. The floor publishes and consumes the same bytes on a
/// quorum queue.
/// </summary>
internal sealed class Events(SystemUnderTest target)
{
    private const int Count = 30_000;
    private const string Queue = "bench.floor";
    private const string HandledEvents = "select count(*) from timeline.events";

    public async Task<IReadOnlyList<ResultRow>> Measure()
    {
        var token = await target.Token();
        await Load.Closed(target.Marketing, Captures.Requests(target.Marketing, token), 1, 0.2);
        await target.WaitUntilIdle();
        await using var connection = await new ConnectionFactory { Uri = target.Broker }.CreateConnectionAsync();
        var body = System.Text.Encoding.UTF8
            .GetBytes(
                await target.QueryScalar<string>("marketing", "select event from messaging.journal where type like '%touch%' limit 1"));
        var result = await Rounds.Measure(target, "events", _ => Raw(connection, body), _ => Deliver());
        return
        [
            ResultRow.AtLeast("events from outbox to commit of the consumer ÷ plain quorum queue", 0.15, 0.25, result.Ratio,
                $"CPU ms per event: {Rounds.Text(result.Cpu)}.", result.Rates, result.IsConclusive),
        ];
    }

    /// <summary>Writes many touch events at once, and waits until Insights has handled the last one.</summary>
    public async Task<(double, double)> Deliver()
    {
        await using var marketing = await target.Open("marketing");
        await using var insights = await target.Open("insights");
        var before = await target.QueryScalar<long>("insights", HandledEvents);
        Guid last;
        await using (var write = new NpgsqlCommand(
            """
            with fresh as (select gen_random_uuid() id from generate_series(1, $1)),
                one as (select type, event, subject from messaging.journal where type like '%touch%' order by xid desc limit 1),
                written as (insert into messaging.journal (id, type, subject, sequence, event)
                    select id, type, id, 1, replace(event, one.subject::text, id::text) from one, fresh returning position, id)
            select id from written order by position desc limit 1
            """, marketing) { Parameters = { new() { Value = Count } } })
        {
            last = (Guid)(await write.ExecuteScalarAsync())!;
        }

        var watch = Stopwatch.StartNew();
        await using var arrived =
            new NpgsqlCommand("select exists (select from timeline.events where event_id = $1)",
                insights) { Parameters = { new() { Value = last } } };
        while (await arrived.ExecuteScalarAsync() is false)
        {
            await Task.Delay(5);
        }

        // The last event may overtake others.
        while (await target.QueryScalar<long>("insights", HandledEvents) < before + Count)
        {
            await Task.Delay(20);
        }

        return (Count / watch.Elapsed.TotalSeconds, Count);
    }

    private static async Task<double> Raw(IConnection connection, byte[] body)
    {
        const int Window = 1000;
        await using var publishing = await connection.CreateChannelAsync(new CreateChannelOptions(true, true, null));
        await using var consuming = await connection.CreateChannelAsync();
        await publishing.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        await publishing.QueuePurgeAsync(Queue);
        await consuming.BasicQosAsync(0, Window, global: false);
        var taken = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var consumer = new AsyncEventingBasicConsumer(consuming);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            var count = ++taken;
            if (count % 50 == 0 || count == Count)
            {
                await consuming.BasicAckAsync(delivery.DeliveryTag, multiple: true);
            }

            if (count == Count)
            {
                all.SetResult();
            }
        };
        await consuming.BasicConsumeAsync(Queue, autoAck: false, consumer);
        var watch = Stopwatch.StartNew();
        for (var sent = 0; sent < Count; sent += Window)
        {
            var wave = new Task[Math.Min(Window, Count - sent)];
            for (var at = 0; at < wave.Length; at++)
            {
                wave[at] = publishing.BasicPublishAsync("", Queue, mandatory: true, new BasicProperties { Persistent = true }, body)
                    .AsTask();
            }

            await Task.WhenAll(wave);
        }

        await all.Task;
        return Count / watch.Elapsed.TotalSeconds;
    }
}
