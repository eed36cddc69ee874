namespace Funnel.Messaging;

/// <summary>A public event with its envelope, as it is on the bus and in the journal (CloudEvents 1.0).</summary>
/// <param name="Id">Unique: the same id is the same event, however often it is delivered.</param>
/// <param name="Source">The service that published it, such as <c>/funnel/marketing</c>.</param>
/// <param name="Time">When it happened, which for moved-in history is long before it was recorded.</param>
/// <param name="Subject">What it tells of.</param>
/// <param name="Sequence">Its number among the facts of its subject, from 1, without a gap.</param>
/// <param name="RecordedTime">When Funnel learnt of it.</param>
/// <param name="CorrelationId">What ties the facts of one story together: the person.</param>
/// <param name="CausationId">The event that led to this one.</param>
/// <param name="TraceParent">W3C trace context of the writer.</param>
/// <param name="Data">The contract record; null for a type that this build does not know.</param>
public sealed record CloudEvent(
    Guid Id,
    string Source,
    string Type,
    DateTimeOffset Time,
    Guid Subject,
    int Sequence,
    DateTimeOffset RecordedTime,
    Guid CorrelationId,
    Guid? CausationId,
    string? TraceParent,
    object? Data)
{
    /// <summary>The import that moved it in as history: no news, and nothing to alarm anybody with.</summary>
    public Guid? ImportId { get; init; }
}
