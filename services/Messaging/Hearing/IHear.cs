namespace Funnel.Messaging;

/// <summary>The reaction to one event. The class is named after the event: <c>WhenLeadQualified</c>.</summary>
/// <remarks>
/// Called once for each event, in the transaction that also adds the event to the inbox. It changes tracked entities and
/// publishes; it never saves. Events that wait together are handled in one transaction and saved once, so look entities up
/// by key: <c>FindAsync</c> also finds entities that an earlier event of the batch added. Read before any write of your own
/// (see <see cref="Journal"/> for the reason). Events of different subjects may arrive out of order: decide by the values
/// of the event.
/// </remarks>
public interface IHear<in TFact>
{
    /// <summary>
    /// Called once before a batch, in its transaction, with the events of this type, so that the reaction can load by sets the data that
    /// it needs.
    /// </summary>
    Task Expect(IEnumerable<TFact> facts, CancellationToken cancellation) => Task.CompletedTask;

    Task Hear(TFact fact, CloudEvent envelope, CancellationToken cancellation);
}
