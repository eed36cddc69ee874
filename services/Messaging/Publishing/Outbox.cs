using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Funnel.Messaging.Timers;

namespace Funnel.Messaging;

/// <summary>The service as a publisher: its name, its clock, and the bell that its readers of the journal wait for.</summary>
public sealed class Outbox(string service, TimeProvider clock)
{
    private readonly ConcurrentBag<Channel<bool>> listeners = [];

    /// <summary>The service's name, which begins its routes, queues and events.</summary>
    public string Service => service;

    public string Source { get; } = $"/funnel/{service}";

    public TimeProvider Clock => clock;

    /// <summary>The bell that who runs the timers waits for.</summary>
    internal TimerSignal Due { get; } = new();

    /// <summary>
    /// The one fact of a subject that never changes, such as a touch, ready for <see cref="Journal.Append"/>. It bears
    /// the subject's id as its own, so that whoever knows the subject can name it as a cause without looking it up.
    /// </summary>
    /// <param name="correlation">The person.</param>
    public CloudEvent Once(Guid subject, object fact, DateTimeOffset happenedAt, Guid correlation, CloudEvent? cause = null)
    {
        var now = clock.GetUtcNow();
        return new(subject, Source, EventTypes.NameOf(fact.GetType()), happenedAt, subject, 1, now, correlation,
            cause?.Id, Activity.Current?.Id, fact);
    }

    /// <summary>
    /// A subject's next fact, ready for <see cref="Journal.Append"/>: for paths that write without EF Core. The subject is
    /// saved in the same transaction.
    /// </summary>
    /// <param name="cause">The event that is being heard.</param>
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

    /// <summary>Rings the bell: facts were committed by this process.</summary>
    public void Wake()
    {
        foreach (var listener in listeners)
        {
            listener.Writer.TryWrite(true);
        }
    }

    /// <summary>A bell that remembers one ring.</summary>
    internal ChannelReader<bool> Listen()
    {
        var bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        listeners.Add(bell);
        return bell.Reader;
    }
}
