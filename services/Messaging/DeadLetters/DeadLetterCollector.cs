using Funnel.ServiceDefaults;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Funnel.Messaging;

/// <summary>
/// Moves the dead letters of this service's queues from the broker into <c>messaging.dead_letters</c>: a queue cannot be
/// searched without removing messages, a table can.
/// </summary>
/// <remarks>
/// A message is acknowledged after its row is committed. After a crash in between, it is delivered again and finds its row.
/// While the database is away, the collector keeps the message: to return it would count against its delivery limit.
/// </remarks>
internal sealed partial class DeadLetterCollector(
    Uri broker, IReadOnlyList<string> queues, BrokerTopology topology, DeadLetters letters, Outbox outbox,
    ILogger<DeadLetterCollector> log) : BackgroundService
{
    /// <summary>The number of messages that are fetched at once. A dead letter may have megabytes.</summary>
    private const ushort Prefetch = 8;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (queues.Count > 0 && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Collect(stoppingToken);
            }
            catch (Exception away) when (!stoppingToken.IsCancellationRequested)
            {
                LogAway(away.InShort());
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Collects until the connection breaks.</summary>
    private async Task Collect(CancellationToken stopping)
    {
        var factory =
            new ConnectionFactory { Uri = broker, ClientProvidedName = $"{outbox.Service} dead letters", AutomaticRecoveryEnabled = false };
        await using var connection = await factory.CreateConnectionAsync(stopping);
        await topology.Ensure(connection, stopping);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stopping);
        await channel.BasicQosAsync(0, Prefetch, global: false, stopping);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += (_, _) => End();
        foreach (var queue in queues)
        {
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.UnregisteredAsync += (_, _) => End();
            consumer.ReceivedAsync += async (_, delivery) =>
            {
                // The client reuses its buffer when this handler first awaits.
                await Keep(DeadLetter.Read(queue, delivery.BasicProperties, delivery.Body.ToArray(), outbox.Clock.GetUtcNow()), stopping);
                await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, stopping);
            };
            await channel.BasicConsumeAsync(BrokerTopology.DeadLetters(queue), autoAck: false, consumer, stopping);
        }

        await ended.Task.WaitAsync(stopping);

        Task End()
        {
            ended.TrySetResult();
            return Task.CompletedTask;
        }
    }

    private async Task Keep(DeadLetter letter, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await letters.Add(letter, stopping);
                LogCollected(letter.Queue, letter.Type, letter.MessageId, letter.Exception);
                return;
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                LogAway(failure.InShort());
                await Task.Delay(Pause, stopping);
            }
        }
    }

    [LoggerMessage(LogLevel.Error,
        "Queue {Queue} could not handle message {MessageId} of type {Type} because of {Exception}; ./funnel dlq shows it")]
    private partial void LogCollected(string queue, string? type, string messageId, string exception);

    [LoggerMessage(LogLevel.Warning, "Dead letters cannot be moved to the database and wait in their queues: {Reason}")]
    private partial void LogAway(string reason);
}
