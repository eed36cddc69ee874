using Funnel.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Funnel.Messaging;

/// <summary>What a queue does with a batch of events: all of it in one transaction, or none.</summary>
public delegate Task HearBatch(IReadOnlyList<CloudEvent> batch, CancellationToken cancellation);

/// <summary>One queue's deliveries: they share commits, a failing one is tried alone, and only that one is set aside.</summary>
internal sealed partial class Deliveries : IConsumer<CloudEvent>, IAsyncDisposable
{
    /// <summary>Tries after which a message that throws goes to the dead letters.</summary>
    public const int Tries = 5;

    public const int LargestBatch = 250;

    /// <summary>Nobody waits for an answer.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(10);

    private readonly GroupCommit<CloudEvent, bool> batches;
    private readonly HearBatch hear;
    private readonly string queue;
    private readonly Metrics metrics;
    private readonly TimeProvider clock;
    private readonly ILogger log;

    public Deliveries(string queue, HearBatch hear, Metrics metrics, TimeProvider clock, ILogger log)
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
                // Once among the others; after that alone and beside them, so that it holds nobody up.
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

    /// <summary>A database that is away or restarting is nobody's poison: hold the batch until it is back.</summary>
    private async Task<IReadOnlyList<bool>> Commit(IReadOnlyList<CloudEvent> batch, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                // In the order in which each subject's facts were published, whatever order the broker chose.
                await hear([.. batch.OrderBy(heard => heard.Subject).ThenBy(heard => heard.Sequence)], stopping);
                metrics.Heard(queue, batch, clock.GetUtcNow());
                return new bool[batch.Count];
            }
            catch (Exception failure) when (IsAway(failure) && !stopping.IsCancellationRequested)
            {
                LogAway(queue, failure.InShort());
                await Task.Delay(TimeSpan.FromMilliseconds(250 + Random.Shared.Next(250)), stopping);
            }
        }
    }

    internal static bool IsAway(Exception? failure) => failure switch
    {
        null => false,
        PostgresException postgres => postgres.IsTransient && postgres.SqlState is not (PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected),
        NpgsqlException npgsql => npgsql.IsTransient || npgsql.InnerException is IOException or System.Net.Sockets.SocketException or TimeoutException,
        _ => IsAway(failure.InnerException),
    };

    [LoggerMessage(LogLevel.Warning, "{Queue} waits for the database: {Reason}")]
    private partial void LogAway(string queue, string reason);

    [LoggerMessage(LogLevel.Warning, "Hearing event {EventId} on {Queue} failed; trying again")]
    private partial void LogTryAgain(Exception failure, Guid eventId, string queue);
}
