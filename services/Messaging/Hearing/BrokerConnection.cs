using Funnel.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Funnel.Messaging;

/// <summary>Lets the bus run for as long as the broker is there, and brings it back as soon as the broker is.</summary>
/// <remarks>
/// Left alone, MassTransit tries again after pauses that grow to half a minute, which nothing can set: a broker that was
/// away for ten seconds would not be heard for forty. A connection of our own tells when it went and when it came.
/// </remarks>
internal sealed partial class BrokerConnection(IBusControl bus, Uri broker, Outbox outbox, ILogger<BrokerConnection> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(10);

    private readonly ConnectionFactory factory = new() { Uri = broker, ClientProvidedName = $"{outbox.Service} line", AutomaticRecoveryEnabled = false };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var line = await factory.CreateConnectionAsync(stoppingToken);
                await Run(line, stoppingToken);
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

    /// <summary>Starts the bus, and stops it when the line breaks or the service ends.</summary>
    private async Task Run(IConnection line, CancellationToken stopping)
    {
        var broken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        line.ConnectionShutdownAsync += (_, _) =>
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

            if (line.IsOpen)
            {
                await broken.Task.WaitAsync(stopping);
            }
        }
        finally
        {
            // Whoever is in the middle of a batch may end it; what cannot be acknowledged any more comes again, and is known.
            using var stop = new CancellationTokenSource(LongestStop);
            await bus.StopAsync(stop.Token);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Waiting for the broker: {Reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(LogLevel.Warning, "The line to the broker broke; trying again")]
    private partial void LogFailed(Exception failure);
}
