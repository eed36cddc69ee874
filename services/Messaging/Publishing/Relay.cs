using Microsoft.Extensions.Logging;
using Npgsql;

namespace Funnel.Messaging;

/// <summary>Publishes the journal to the bus, in order for each subject.</summary>
/// <remarks>
/// 1. Publish a batch in waves with pipelined confirms. A wave contains each subject once, so that the next event of a subject
///    leaves only after the broker has confirmed the previous one.
/// 2. If the connection breaks, the cursor does not move: reconnect and publish the batch again. Listeners know an event by its id.
/// 3. If the broker refuses one row, try the row three times alone, then set it aside in <c>messaging.unpublished</c>, and the
///    later events of its subject behind it. The other subjects go on.
/// 4. Try the rows that were set aside again after growing pauses, the oldest of each subject first.
/// </remarks>
internal sealed partial class Relay(NpgsqlDataSource database, Outbox outbox, BusPublisher bus, Metrics metrics, ILogger<Relay> log)
    : JournalTail("relay", batch: 1000, database, outbox, log)
{
    private const int Tries = 3;
    private readonly ILogger log = log;
    private readonly HashSet<Guid> blocked = [];
    private bool oneByOne;

    protected override async Task Lead(NpgsqlConnection connection, CancellationToken cancellation)
    {
        // If a crash loses the cursor, events are published again, and the listeners ignore them.
        await using (var relaxed = new NpgsqlCommand("set synchronous_commit = off", connection))
        {
            await relaxed.ExecuteNonQueryAsync(cancellation);
        }

        blocked.Clear();
        blocked.UnionWith(await UnpublishedEvents.Blocked(connection, cancellation));

        // Connect now and not with the first event: on an empty broker, our listeners wait for their queues.
        await bus.Connect(cancellation);
    }

    protected override async Task Handle(
        NpgsqlConnection connection, IReadOnlyList<JournalRow> rows, JournalCursor from, CancellationToken cancellation)
    {
        await bus.Connect(cancellation);
        await RetryDue(connection, cancellation);
        foreach (var chunk in rows.Chunk(oneByOne ? 1 : rows.Count))
        {
            await PublishInWaves(connection, chunk, cancellation);
            await MoveCursor(connection, from, chunk[^1].Cursor, cancellation);
            metrics.CountPublished(chunk);
            from = chunk[^1].Cursor;
        }

        oneByOne = false;
    }

    protected override Task Idle(NpgsqlConnection connection, CancellationToken cancellation) => RetryDue(connection, cancellation);

    private async Task RetryDue(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (blocked.Count == 0)
        {
            return;
        }

        await bus.Connect(cancellation);
        foreach (var row in await UnpublishedEvents.Due(connection, cancellation))
        {
            try
            {
                await bus.Publish(row, cancellation);
                await UnpublishedEvents.Remove(connection, row, cancellation);
            }
            catch (Exception failure) when (bus.IsConnected && !cancellation.IsCancellationRequested)
            {
                await UnpublishedEvents.Postpone(connection, row, failure.Message, cancellation);
                await bus.Connect(cancellation);
            }
        }

        blocked.Clear();
        blocked.UnionWith(await UnpublishedEvents.Blocked(connection, cancellation));
    }

    private async Task PublishInWaves(NpgsqlConnection connection, JournalRow[] rows, CancellationToken cancellation)
    {
        var wave = new List<(JournalRow Row, Task Confirmed)>(rows.Length);
        var subjects = new HashSet<Guid>();
        foreach (var row in rows)
        {
            if (!subjects.Add(row.Subject))
            {
                await Confirm(connection, wave, cancellation);
                subjects.Clear();
                subjects.Add(row.Subject);
            }

            if (blocked.Contains(row.Subject))
            {
                await UnpublishedEvents.Add(connection, row, "Waits for an earlier event of its subject.", cancellation);
            }
            else
            {
                wave.Add((row, bus.Publish(row, cancellation)));
            }
        }

        await Confirm(connection, wave, cancellation);
    }

    private async Task Confirm(NpgsqlConnection connection, List<(JournalRow Row, Task Confirmed)> wave, CancellationToken cancellation)
    {
        await Task.WhenAll(wave.Select(sent => sent.Confirmed)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        var failed = wave.Where(sent => !sent.Confirmed.IsCompletedSuccessfully).ToList();
        var sentInAll = wave.Count;
        wave.Clear();
        if (failed.Count > 0 && sentInAll > 1 && !bus.IsConnected)
        {
            // One bad row may have broken the connection of all: publish each alone the next time.
            oneByOne = true;
        }

        foreach (var (row, confirmed) in failed)
        {
            if (!bus.IsConnected)
            {
                await confirmed;
            }

            await Retry(connection, row, confirmed.Exception!.GetBaseException(), cancellation);
        }
    }

    private async Task Retry(NpgsqlConnection connection, JournalRow row, Exception failure, CancellationToken cancellation)
    {
        for (var attempt = 1; attempt < Tries; attempt++)
        {
            try
            {
                await bus.Connect(cancellation);
                await bus.Publish(row, cancellation);
                return;
            }
            catch (Exception again) when (bus.IsConnected && !cancellation.IsCancellationRequested)
            {
                failure = again;
            }
        }

        await bus.Connect(cancellation);
        await UnpublishedEvents.Add(connection, row, failure.Message, cancellation);
        blocked.Add(row.Subject);
        LogSetAside(failure, row.Id, row.Type);
    }

    [LoggerMessage(LogLevel.Error, "The broker refuses event {EventId} of type {Type}; it is set aside and tried again later")]
    private partial void LogSetAside(Exception failure, Guid eventId, string type);
}
