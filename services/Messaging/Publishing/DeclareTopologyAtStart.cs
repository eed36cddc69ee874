using Funnel.ServiceDefaults;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client.Exceptions;

namespace Funnel.Messaging;

/// <summary>
/// Checks the queues before MassTransit needs them: on an empty broker it would fail first and try again seconds later. If the
/// broker does not answer yet, the service starts all the same, and the relay checks the queues when it connects.
/// </summary>
internal sealed partial class DeclareTopologyAtStart(BusPublisher bus, ILogger<DeclareTopologyAtStart> log) : IHostedService
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

    [LoggerMessage(LogLevel.Warning, "The service starts without the broker: {Reason}")]
    private partial void LogAway(string reason);
}
