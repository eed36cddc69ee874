using Funnel.ServiceDefaults;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client.Exceptions;

namespace Funnel.Messaging;

/// <summary>
/// Declares the queues before MassTransit asks for them: on a virgin broker it would fail first and try again seconds
/// later. Where the broker is not there yet the service starts all the same; the relay declares when it connects.
/// </summary>
internal sealed partial class TopologyAtStart(BusPublisher bus, ILogger<TopologyAtStart> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await bus.Connect(cancellationToken);
        }
        catch (BrokerUnreachableException away)
        {
            LogAway(away.InShort());
        }

        await bus.DisposeAsync();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Warning, "Starting without the broker: {Reason}")]
    private partial void LogAway(string reason);
}
