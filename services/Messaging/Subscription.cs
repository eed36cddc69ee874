namespace Funnel.Messaging;

/// <summary>A queue of one of our own services, and the events that it hears.</summary>
/// <param name="Queue">Starts with the name of the service: two services never share a queue.</param>
/// <param name="Events">The contract records of the events.</param>
public sealed record Subscription(string Queue, IReadOnlyList<Type> Events);
