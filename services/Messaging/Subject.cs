using Funnel.ServiceDefaults;

namespace Funnel.Messaging;

/// <summary>Something that facts are told of, in order: the root of one consistency boundary.</summary>
/// <remarks>
/// <see cref="Sequence"/> numbers its facts without a gap and is the row's concurrency token: of two writers that read
/// the same state one fails, so that no number is given twice and the journal holds a subject's facts in their order.
/// </remarks>
public abstract class Subject : IVersioned
{
    public Guid Id { get; protected init; }

    /// <summary>Number of facts published of this subject so far.</summary>
    public int Sequence { get; private set; }

    /// <summary>The latest fact of this subject: what a person's next decision on it is caused by.</summary>
    public Guid? LastEventId { get; private set; }

    int IVersioned.Version => Sequence;

    /// <summary>What ties the facts of several subjects into one story: the person, where there is one.</summary>
    protected internal virtual Guid Correlation => Id;

    internal int RecordEvent(Guid eventId)
    {
        LastEventId = eventId;
        return ++Sequence;
    }
}
