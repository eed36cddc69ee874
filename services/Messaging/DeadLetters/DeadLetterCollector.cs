using Funnel.ServiceDefaults;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Funnel.Messaging;

/// <summary>
/// Moves what dies in this service's queues from the broker into <c>messaging.dead_letters</c>: a queue can't be looked
/// into without taking from it, a table can.
/// </summary>
/// <remarks>
/// Acknowledged after its row is committed, so a crash in between delivers it again, to the row that is there already.
/// A database that is away is waited for with the message in hand: to give it back would count against its limit.
/// </remarks>
internal sealed partial class DeadLetterCollector(
    Uri broker, IReadOnlyList<string> queues, DeadLetters letters, Outbox outbox, ILogger<DeadLetterCollector> log) : BackgroundService
{
    /// <summary>A dead letter may be megabytes.</summary>
    private const ushort InHand = 8;

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

    /// <summary>Until the line breaks.</summary>
    private async Task Collect(CancellationToken stopping)
    {
        var factory = new ConnectionFactory { Uri = broker, ClientProvidedName = $"{outbox.Service} dead letters", AutomaticRecoveryEnabled = false };
        await using var connection = await factory.CreateConnectionAsync(stopping);
        await Topology.Declare(connection, stopping);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: stopping);
        await channel.BasicQosAsync(0, InHand, global: false, stopping);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += (_, _) => End();
        foreach (var queue in queues)
        {
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.UnregisteredAsync += (_, _) => End();
            consumer.ReceivedAsync += async (_, delivery) =>
            {
                // The client's buffer is reused once this handler first waits.
                await Keep(DeadLetter.Read(queue, delivery.BasicProperties, delivery.Body.ToArray(), outbox.Clock.GetUtcNow()), stopping);
                await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, stopping);
            };
            await channel.BasicConsumeAsync(Topology.DeadLetters(queue), autoAck: false, consumer, stopping);
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
                LogDied(letter.Queue, letter.Type, letter.MessageId, letter.Exception);
                return;
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                LogAway(failure.InShort());
                await Task.Delay(Pause, stopping);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "A message on {Queue} was set aside: {Type} {MessageId}, by {Exception}; ./funnel dlq shows it")]
    private partial void LogDied(string queue, string? type, string messageId, string exception);

    [LoggerMessage(LogLevel.Warning, "Dead letters wait in their queues: {Reason}")]
    private partial void LogAway(string reason);
}
