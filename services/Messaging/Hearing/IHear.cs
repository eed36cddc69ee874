namespace Funnel.Messaging;

/// <summary>A reaction to one fact: a file that names it.</summary>
/// <remarks>
/// Called once an event, in the transaction that also remembers the event. It changes tracked entities and publishes;
/// it never saves. Facts that wait together are heard in one transaction and saved once, so look things up by key:
/// <c>FindAsync</c> also finds what an earlier fact of the batch added. Read before any write of your own (see
/// <see cref="Journal"/> for why). Events may come out of order across subjects: decide by what the fact says.
/// </remarks>
public interface IHear<in TFact>
{
    /// <summary>Told once before a batch, in its transaction, what it holds of this fact: whoever needs much of the database looks it up here, by sets.</summary>
    Task Expect(IEnumerable<TFact> facts, CancellationToken cancellation) => Task.CompletedTask;

    Task Hear(TFact fact, CloudEvent envelope, CancellationToken cancellation);
}
