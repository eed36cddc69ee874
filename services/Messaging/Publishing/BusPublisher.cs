using System.Diagnostics;
using RabbitMQ.Client;

namespace Funnel.Messaging;

/// <summary>Publishes journal rows with confirms: the returned task completes when a quorum of the broker has the event.</summary>
/// <remarks>
/// It uses RabbitMQ.Client instead of MassTransit, because the row already is the message: without a second serialisation the
/// rate is four to six times higher. The default rate limiter would make pipelining slow, so it is off; the relay limits its waves.
/// </remarks>
internal sealed class BusPublisher(Uri broker, string clientName, BrokerTopology topology) : IAsyncDisposable
{
    /// <summary>Takes every event, with the type of the event as its key.</summary>
    public const string Exchange = "funnel.events";

    /// <summary>
    /// Takes messages for one queue: past events with the key <c>TYPE.QUEUE</c>, and redriven messages with the name of the queue. The
    /// default exchange would reach each queue too, but a broker cannot limit its keys: each service could forge the events of others.
    /// </summary>
    public const string ReplayExchange = "funnel.replay";

    private readonly ConnectionFactory factory = new() { Uri = broker, ClientProvidedName = clientName, AutomaticRecoveryEnabled = false };
    private IConnection? connection;
    private IChannel? channel;

    /// <summary>Whether the connection is open, so that a failed publish is caused by the event and not by the connection.</summary>
    public bool IsConnected => connection is { IsOpen: true };

    /// <exception cref="RabbitMQ.Client.Exceptions.BrokerUnreachableException">The broker does not answer.</exception>
    public async Task Connect(CancellationToken cancellation)
    {
        if (connection is not { IsOpen: true })
        {
            await DisposeAsync();
            connection = await factory.CreateConnectionAsync(cancellation);
            await topology.Ensure(connection, cancellation);
        }

        if (channel is not { IsOpen: true })
        {
            channel = await connection.CreateChannelAsync(
                new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true,
                    outstandingPublisherConfirmationsRateLimiter: null),
                cancellation);
        }
    }

    /// <summary>Publishes to the topic exchange, for all listeners.</summary>
    public Task Publish(JournalRow row, CancellationToken cancellation) => Publish(Exchange, row.Type, Exchange, row, cancellation);

    /// <summary>Publishes an event of this service to one queue only.</summary>
    public Task Publish(JournalRow row, string queue, CancellationToken cancellation) =>
        Publish(ReplayExchange, $"{row.Type}.{queue}", queue, row, cancellation);

    /// <summary>Publishes any message to a queue of this service.</summary>
    public Task Publish(string queue, BasicProperties properties, byte[] body, CancellationToken cancellation) =>
        channel!.BasicPublishAsync(ReplayExchange, queue, mandatory: true, properties, body, cancellation).AsTask();

    /// <summary>The number of messages in a queue that no consumer has fetched.</summary>
    public Task<uint> Waiting(string queue, CancellationToken cancellation) => channel!.MessageCountAsync(queue, cancellation);

    private Task Publish(string exchange, string routingKey, string destination, JournalRow row, CancellationToken cancellation) =>
        Telemetry.IsListenedTo
            ? PublishTraced(exchange, routingKey, destination, row, cancellation)
            : PublishRow(exchange, routingKey, row, cancellation);

    private async Task PublishTraced(string exchange, string routingKey, string destination, JournalRow row, CancellationToken cancellation)
    {
        using var activity = Telemetry.Publish(row, destination);
        try
        {
            await PublishRow(exchange, routingKey, row, cancellation);
        }
        catch (Exception failure)
        {
            activity?.SetStatus(ActivityStatusCode.Error, failure.GetType().Name);
            throw;
        }
    }

    private Task PublishRow(string exchange, string routingKey, JournalRow row, CancellationToken cancellation) =>
        channel!.BasicPublishAsync(exchange, routingKey, mandatory: exchange == ReplayExchange,
            new BasicProperties { ContentType = CloudEventJson.MediaType, MessageId = row.Id.ToString(), Type = row.Type,
                Persistent = true },
            row.Event, cancellation).AsTask();

    public async ValueTask DisposeAsync()
    {
        if (channel is not null)
        {
            await channel.DisposeAsync();
            channel = null;
        }

        if (connection is not null)
        {
            await connection.DisposeAsync();
            connection = null;
        }
    }
}
