namespace Funnel.Messaging;

/// <summary>The last step of a batch of a journal reader: it works by sets on all subjects of the batch.</summary>
/// <remarks>
/// A reader hands each fact to its <see cref="IHear{TFact}"/> classes and then calls this once, in the same scope and the same
/// transaction. The listeners note which subjects changed in a scoped class, and this step looks them up together. It changes
/// tracked entities and publishes; it never saves. It sets <see cref="MessagingDb.Cause"/> before it publishes.
/// </remarks>
public interface IFinishBatch
{
    Task Finish(CancellationToken cancellation);
}
