using Funnel.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace Funnel.Messaging;

/// <summary>Handles a batch of events of a queue: all of them in one transaction, or none.</summary>
public delegate Task HearBatch(IReadOnlyList<CloudEvent> batch, CancellationToken cancellation);

/// <summary>
/// Consumes the messages of a queue. They share commits; a message that fails is tried alone, and only that message is set aside.
/// </summary>
internal sealed partial class QueueConsumer : IConsumer<CloudEvent>, IAsyncDisposable
{
    /// <summary>The number of attempts after which a message that throws becomes a dead letter.</summary>
    public const int Tries = 5;

    public const int LargestBatch = 250;

    /// <summary>The time for which a batch gathers. No caller waits for an answer.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(10);

    private readonly GroupCommit<CloudEvent, bool> batches;
    private readonly HearBatch hear;
    private readonly string queue;
    private readonly Metrics metrics;
    private readonly TimeProvider clock;
    private readonly ILogger log;

    public QueueConsumer(string queue, HearBatch hear, Metrics metrics, TimeProvider clock, ILogger log)
    {
        (this.queue, this.hear, this.metrics, this.clock, this.log) = (queue, hear, metrics, clock, log);
        batches = new(LargestBatch, Gather, Commit);
    }

    public async Task Consume(ConsumeContext<CloudEvent> context)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // The first attempt is in a batch. Later ones run alone and in parallel, so that they delay no other message.
                _ = await (attempt == 1 ? batches.Add(context.Message) : Alone(context));
                return;
            }
            catch (Exception failure) when (attempt < Tries && !context.CancellationToken.IsCancellationRequested)
            {
                LogTryAgain(failure, context.Message.Id, queue);
                await Task.Delay(TimeSpan.FromMilliseconds(20 * attempt * attempt), context.CancellationToken);
            }
        }
    }

    private async Task<bool> Alone(ConsumeContext<CloudEvent> context) => (await Commit([context.Message], context.CancellationToken))[0];

    public ValueTask DisposeAsync() => batches.DisposeAsync();

    /// <summary>Waits with the batch while the database is away or restarting: that is not the fault of a message.</summary>
    private async Task<IReadOnlyList<bool>> Commit(IReadOnlyList<CloudEvent> batch, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                // In the order in which the events of each subject were published, not in the order of delivery.
                await hear([.. batch.OrderBy(heard => heard.Subject).ThenBy(heard => heard.Sequence)], stopping);
                metrics.RecordLag(queue, batch, clock.GetUtcNow());
                return new bool[batch.Count];
            }
            catch (Exception failure) when (failure.IsDatabaseAway() && !stopping.IsCancellationRequested)
            {
                LogAway(queue, failure.InShort());
                await Task.Delay(TimeSpan.FromMilliseconds(250 + Random.Shared.Next(250)), stopping);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Queue {Queue} waits for the database: {Reason}")]
    private partial void LogAway(string queue, string reason);

    [LoggerMessage(LogLevel.Warning, "Handling event {EventId} of queue {Queue} failed; it is tried again")]
    private partial void LogTryAgain(Exception failure, Guid eventId, string queue);
}
