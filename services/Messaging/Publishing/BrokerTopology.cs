using System.Security.Cryptography;
using System.Text;
using Funnel.ServiceDefaults;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Funnel.Messaging;

/// <summary>
/// The exchanges and the queues of all services. They must exist before a service publishes, because a broker confirms an event
/// that no queue takes, and the event is lost.
/// </summary>
/// <remarks>
/// The migration step declares them, as a user who may. A service checks that they are complete. If they are not, the service
/// declares them itself, which works if all services share one user. A user that owns only its service's queues is refused, and
/// the service does not start.
/// </remarks>
internal sealed class BrokerTopology(IReadOnlyList<Subscription> subscriptions)
{
    /// <summary>
    /// The number of redeliveries after which the broker sets a message aside, such as a message that ends the process each
    /// time. If a message only makes the handler throw, the consumer sets it aside with the cause after
    /// <see cref="QueueConsumer.Tries"/>.
    /// </summary>
    public const int DeliveryLimit = 20;

    /// <summary>The queues of all services.</summary>
    public IReadOnlyList<Subscription> Subscriptions => subscriptions;

    /// <summary>The names of the queues, for an answer that lists the accepted values.</summary>
    public string QueueNames => string.Join(", ", subscriptions.Select(subscription => subscription.Queue));

    public Subscription? Find(string queue) => subscriptions.FirstOrDefault(subscription => subscription.Queue == queue);

    public static string DeadLetters(string queue) => queue + "_error";

    public static Dictionary<string, object?> Arguments(string queue) => new()
    {
        ["x-queue-type"] = "quorum",
        ["x-delivery-limit"] = DeliveryLimit,
        ["x-dead-letter-exchange"] = DeadLetters(queue),
    };

    /// <summary>An exchange that is declared last: if it exists, the queues and bindings of this build are complete.</summary>
    private string Marker
    {
        get
        {
            var queues = subscriptions.Select(queue => $"{queue.Queue}: {string.Join(' ', queue.Events.Select(EventTypes.NameOf))}");
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', queues)));
            return $"funnel.topology.{Convert.ToHexStringLower(hash)[..12]}";
        }
    }

    /// <summary>Declares the exchanges, queues and bindings if they are not complete.</summary>
    /// <exception cref="SettingException">They are not complete, and the user may not declare them.</exception>
    public async Task Ensure(IConnection connection, CancellationToken cancellation)
    {
        if (await IsComplete(connection, cancellation))
        {
            return;
        }

        try
        {
            await Declare(connection, cancellation);
        }
        catch (OperationInterruptedException refused) when (refused.ShutdownReason?.ReplyCode == Constants.AccessRefused)
        {
            throw new SettingException(
                "The broker does not have the queues of this build, and the user of this service may not declare them. Run this program "
                    + "with the argument 'migrate' first, with a broker user who may.");
        }
    }

    /// <summary>Asks passively, which needs no rights. The broker closes the channel if something is missing.</summary>
    private async Task<bool> IsComplete(IConnection connection, CancellationToken cancellation)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
        try
        {
            await channel.ExchangeDeclarePassiveAsync(Marker, cancellation);
            foreach (var (queue, _) in subscriptions)
            {
                await channel.QueueDeclarePassiveAsync(queue, cancellation);
                await channel.QueueDeclarePassiveAsync(DeadLetters(queue), cancellation);
            }

            return true;
        }
        catch (OperationInterruptedException missing) when (missing.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return false;
        }
    }

    private async Task Declare(IConnection connection, CancellationToken cancellation)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
        foreach (var exchange in new[] { BusPublisher.Exchange, BusPublisher.ReplayExchange })
        {
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Topic, durable: true, cancellationToken: cancellation);
        }

        foreach (var (queue, events) in subscriptions)
        {
            // MassTransit declares the same names and arguments for its faults. The queue of dead letters has the arguments of
            // its queue, so that a dead letter that is redelivered too often comes back to it.
            var dead = DeadLetters(queue);
            await channel.ExchangeDeclareAsync(dead, ExchangeType.Fanout, durable: true, cancellationToken: cancellation);
            await channel.QueueDeclareAsync(dead, durable: true, exclusive: false, autoDelete: false, Arguments(queue),
                cancellationToken: cancellation);
            await channel.QueueBindAsync(dead, dead, "", cancellationToken: cancellation);
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, Arguments(queue),
                cancellationToken: cancellation);
            foreach (var type in events)
            {
                var name = EventTypes.NameOf(type);
                await channel.QueueBindAsync(queue, BusPublisher.Exchange, name, cancellationToken: cancellation);
                await channel.QueueBindAsync(queue, BusPublisher.ReplayExchange, $"{name}.{queue}", cancellationToken: cancellation);
            }

            await channel.QueueBindAsync(queue, BusPublisher.ReplayExchange, queue, cancellationToken: cancellation);
        }

        await channel.ExchangeDeclareAsync(Marker, ExchangeType.Fanout, durable: true, cancellationToken: cancellation);
    }
}
