using Funnel.ServiceDefaults;

namespace Funnel.Messaging;

/// <summary>A record that has events, in order: the root of one consistency boundary.</summary>
/// <remarks>
/// <see cref="Sequence"/> numbers the events without gaps and is the concurrency token of the row. Of two writers that read
/// the same state, one fails. So no number is given twice, and the journal holds the events of a subject in their order.
/// </remarks>
public abstract class Subject : IVersioned
{
    public Guid Id { get; protected init; }

    /// <summary>The number of events of this subject so far.</summary>
    public int Sequence { get; private set; }

    /// <summary>The latest event of this subject: the cause of the next decision on it.</summary>
    public Guid? LastEventId { get; private set; }

    int IVersioned.Version => Sequence;

    /// <summary>The id of the person, which connects the events of several subjects; without a person, the id of the subject.</summary>
    protected internal virtual Guid Correlation => Id;

    internal int RecordEvent(Guid eventId)
    {
        LastEventId = eventId;
        return ++Sequence;
    }
}
