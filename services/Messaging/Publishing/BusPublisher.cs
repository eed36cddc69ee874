using System.Diagnostics;
using RabbitMQ.Client;

namespace Funnel.Messaging;

/// <summary>Publishes journal rows with confirms: a returned task completes when a quorum holds the event.</summary>
/// <remarks>
/// RabbitMQ.Client instead of MassTransit, because the row already is the message: no second serialisation, and four
/// to six times the rate. Its default rate limiter slows pipelining to a crawl, hence none; the relay bounds its waves.
/// </remarks>
internal sealed class BusPublisher(Uri broker, string clientName) : IAsyncDisposable
{
    public const string Exchange = "funnel.events";

    private readonly ConnectionFactory factory = new() { Uri = broker, ClientProvidedName = clientName, AutomaticRecoveryEnabled = false };
    private IConnection? connection;
    private IChannel? channel;

    /// <summary>Whether the broker still talks to us, so that a failed publish is the event's fault and not the line's.</summary>
    public bool IsConnected => connection is { IsOpen: true };

    /// <exception cref="RabbitMQ.Client.Exceptions.BrokerUnreachableException">The broker is not there.</exception>
    public async Task Connect(CancellationToken cancellation)
    {
        if (connection is not { IsOpen: true })
        {
            await DisposeAsync();
            connection = await factory.CreateConnectionAsync(cancellation);
            await Topology.Declare(connection, cancellation);
        }

        if (channel is not { IsOpen: true })
        {
            channel = await connection.CreateChannelAsync(
                new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null),
                cancellation);
        }
    }

    /// <summary>To the topic exchange, for everyone who listens.</summary>
    public Task Publish(JournalRow row, CancellationToken cancellation) => Publish(Exchange, row.Type, row, cancellation);

    /// <summary>To one queue only.</summary>
    public Task Publish(JournalRow row, string queue, CancellationToken cancellation) => Publish("", queue, row, cancellation);

    /// <summary>Any message, to one queue only.</summary>
    public Task Publish(string queue, BasicProperties properties, byte[] body, CancellationToken cancellation) =>
        channel!.BasicPublishAsync("", queue, mandatory: true, properties, body, cancellation).AsTask();

    /// <summary>Messages in a queue that nobody holds yet.</summary>
    public Task<uint> Waiting(string queue, CancellationToken cancellation) => channel!.MessageCountAsync(queue, cancellation);

    private Task Publish(string exchange, string routingKey, JournalRow row, CancellationToken cancellation) =>
        Telemetry.IsListenedTo ? PublishTraced(exchange, routingKey, row, cancellation) : PublishRow(exchange, routingKey, row, cancellation);

    private async Task PublishTraced(string exchange, string routingKey, JournalRow row, CancellationToken cancellation)
    {
        using var activity = Telemetry.Publish(row, exchange.Length == 0 ? routingKey : exchange);
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
        channel!.BasicPublishAsync(exchange, routingKey, mandatory: exchange.Length == 0,
            new BasicProperties { ContentType = CloudEventJson.MediaType, MessageId = row.Id.ToString(), Type = row.Type, Persistent = true },
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
