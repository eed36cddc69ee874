using Funnel.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Funnel.Messaging;

/// <summary>Runs the bus while the broker answers, and starts it again as soon as the broker is back.</summary>
/// <remarks>
/// MassTransit itself reconnects after pauses that grow to half a minute and cannot be configured: after ten seconds without the
/// broker, no event would be handled for forty. A separate connection shows when the broker goes and comes.
/// </remarks>
internal sealed partial class BrokerConnection(IBusControl bus, Uri broker, Outbox outbox, ILogger<BrokerConnection> log)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(10);

    private readonly ConnectionFactory factory =
        new() { Uri = broker, ClientProvidedName = $"{outbox.Service} bus", AutomaticRecoveryEnabled = false };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await factory.CreateConnectionAsync(stoppingToken);
                await Run(connection, stoppingToken);
            }
            catch (BrokerUnreachableException away)
            {
                LogAway(away.InShort());
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(failure);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Starts the bus, and stops it when the connection breaks or the service stops.</summary>
    private async Task Run(IConnection connection, CancellationToken stopping)
    {
        var broken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionShutdownAsync += (_, _) =>
        {
            broken.TrySetResult();
            return Task.CompletedTask;
        };
        try
        {
            using (var start = CancellationTokenSource.CreateLinkedTokenSource(stopping))
            {
                start.CancelAfter(LongestStart);
                await bus.StartAsync(start.Token);
            }

            if (connection.IsOpen)
            {
                await broken.Task.WaitAsync(stopping);
            }
        }
        finally
        {
            // A running batch may finish. Messages that cannot be acknowledged any more are delivered again, and the inbox knows them.
            using var stop = new CancellationTokenSource(LongestStop);
            await bus.StopAsync(stop.Token);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The service waits for the broker: {Reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(LogLevel.Warning, "The connection to the broker broke; it is opened again")]
    private partial void LogFailed(Exception failure);
}
