namespace Funnel.Messaging;

/// <summary>A public event with its envelope, as the bus and the journal hold it (CloudEvents 1.0).</summary>
/// <param name="Id">Unique. The same id is the same event, however often it is delivered.</param>
/// <param name="Source">The service that published the event, such as <c>/funnel/marketing</c>.</param>
/// <param name="Type">The name of the event, such as <c>sales.lead.accepted.v1</c>.</param>
/// <param name="Time">The time at which the event happened. For imported history it is long before the recorded time.</param>
/// <param name="Subject">The record that the event belongs to.</param>
/// <param name="Sequence">The number of the event among those of its subject, from 1, without gaps.</param>
/// <param name="RecordedTime">The time at which Funnel recorded the event.</param>
/// <param name="CorrelationId">The id of the person that the event belongs to.</param>
/// <param name="CausationId">The event that led to this one.</param>
/// <param name="TraceParent">The W3C trace context of the writer.</param>
/// <param name="Data">The contract record; null for an event that this build does not know.</param>
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
    /// <summary>
    /// The batch that brought the event in as history, so that it is not treated as news. On the wire it is <c>importid</c>.
    /// </summary>
    public Guid? HistoryBatchId { get; init; }
}
