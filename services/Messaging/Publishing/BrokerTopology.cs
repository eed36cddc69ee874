using RabbitMQ.Client;

namespace Funnel.Messaging;

/// <summary>
/// The exchange and the queues of all services. Every publisher declares all of them, because a broker confirms an event that
/// no queue takes, and the event is lost.
/// </summary>
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

    public async Task Declare(IConnection connection, CancellationToken cancellation)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
        await channel.ExchangeDeclareAsync(BusPublisher.Exchange, ExchangeType.Topic, durable: true, cancellationToken: cancellation);
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
                await channel.QueueBindAsync(queue, BusPublisher.Exchange, EventTypes.NameOf(type), cancellationToken: cancellation);
            }
        }
    }
}
