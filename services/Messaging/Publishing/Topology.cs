using Funnel.Contracts;
using RabbitMQ.Client;

namespace Funnel.Messaging;

/// <summary>
/// The exchange and every service's queues. Whoever is about to publish declares all of them: a broker confirms an event
/// that no queue takes, and it is gone.
/// </summary>
internal static class Topology
{
    /// <summary>
    /// Redeliveries after which the broker itself sets a message aside: one that kills the process each time. A message
    /// that merely throws is set aside by the consumer, with the cause, after <see cref="Deliveries.Tries"/>.
    /// </summary>
    public const int DeliveryLimit = 20;

    public static string DeadLetters(string queue) => queue + "_error";

    public static Dictionary<string, object?> Arguments(string queue) => new()
    {
        ["x-queue-type"] = "quorum",
        ["x-delivery-limit"] = DeliveryLimit,
        ["x-dead-letter-exchange"] = DeadLetters(queue),
    };

    public static async Task Declare(IConnection connection, CancellationToken cancellation)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
        await channel.ExchangeDeclareAsync(BusPublisher.Exchange, ExchangeType.Topic, durable: true, cancellationToken: cancellation);
        foreach (var (queue, events) in Subscription.All)
        {
            // Names and arguments are those with which MassTransit declares them for its faults: the dead letters have
            // their queue's own arguments, so that one that is given back too often comes back to them.
            var dead = DeadLetters(queue);
            await channel.ExchangeDeclareAsync(dead, ExchangeType.Fanout, durable: true, cancellationToken: cancellation);
            await channel.QueueDeclareAsync(dead, durable: true, exclusive: false, autoDelete: false, Arguments(queue), cancellationToken: cancellation);
            await channel.QueueBindAsync(dead, dead, "", cancellationToken: cancellation);
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, Arguments(queue), cancellationToken: cancellation);
            foreach (var type in events)
            {
                await channel.QueueBindAsync(queue, BusPublisher.Exchange, EventTypes.NameOf(type), cancellationToken: cancellation);
            }
        }
    }
}
