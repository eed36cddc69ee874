using System.Collections.Concurrent;
using System.Diagnostics;
using Funnel.Messaging.Timers;

namespace Funnel.Messaging;

/// <summary>The service as a publisher: its name, its clock, and the signal that the readers of the journal wait for.</summary>
public sealed class Outbox(string service, TimeProvider clock)
{
    private readonly ConcurrentBag<Signal> readers = [];

    /// <summary>The name of the service: the start of its routes, queues and event names.</summary>
    public string Service => service;

    public string Source { get; } = $"/funnel/{service}";

    public TimeProvider Clock => clock;

    /// <summary>The signal that the timer runner waits for.</summary>
    internal TimerSignal Due { get; } = new();

    /// <summary>
    /// The only event of a subject that never changes, such as a touch, ready for <see cref="BulkInsert.Append"/>. The id of the
    /// event is that of the subject, so that other events can name it as their cause without a look-up.
    /// </summary>
    /// <param name="subject">The record that the event belongs to.</param>
    /// <param name="fact">The contract record.</param>
    /// <param name="happenedAt">The time at which the event happened.</param>
    /// <param name="correlation">The id of the person that the event belongs to.</param>
    /// <param name="cause">The event that is being handled.</param>
    public CloudEvent Once(Guid subject, object fact, DateTimeOffset happenedAt, Guid correlation, CloudEvent? cause = null)
    {
        var now = clock.GetUtcNow();
        return new(subject, Source, EventTypes.NameOf(fact.GetType()), happenedAt, subject, 1, now, correlation,
            cause?.Id, Activity.Current?.Id, fact);
    }

    /// <summary>
    /// The next event of a subject, ready for <see cref="BulkInsert.Append"/>, for code that writes without EF Core. Save the
    /// subject in the same transaction.
    /// </summary>
    /// <param name="cause">The event that is being handled.</param>
    /// <inheritdoc cref="MessagingDb.Publish"/>
    public CloudEvent Next(
        Subject subject, object fact, DateTimeOffset happenedAt, CloudEvent? cause = null, Subject? causedBy = null, Guid? causation = null)
    {
        causation ??= cause?.Id ?? causedBy?.LastEventId ?? subject.LastEventId;
        var correlation = cause?.CorrelationId ?? (causedBy ?? subject).Correlation;
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        return new(id, Source, EventTypes.NameOf(fact.GetType()), happenedAt, subject.Id, subject.RecordEvent(id), now, correlation,
            causation, Activity.Current?.Id, fact);
    }

    /// <summary>Tells the readers of the journal that this process has committed events.</summary>
    public void Wake()
    {
        foreach (var reader in readers)
        {
            reader.Set();
        }
    }

    /// <summary>A signal of a reader of the journal.</summary>
    internal Signal Listen()
    {
        var signal = new Signal();
        readers.Add(signal);
        return signal;
    }
}
