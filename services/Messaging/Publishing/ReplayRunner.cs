using Funnel.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Funnel.Messaging;

/// <summary>Publishes journal rows again to one queue, for a subscriber that needs past events. It resumes after a crash.</summary>
/// <remarks>
/// A replay pauses while its queue is full, so that a journal of years does not fill the broker, and other replays go on. A
/// replay to <see cref="AllQueues"/> becomes one replay to each queue. A restore needs that, because its broker is empty:
/// deploy/local/backup.sh writes the row.
/// </remarks>
internal sealed partial class ReplayRunner(NpgsqlDataSource database, Outbox outbox, BusPublisher bus, BrokerTopology topology,
    ILogger<ReplayRunner> log) : BackgroundService
{
    /// <summary>Stands for the name of a queue and means all of our queues.</summary>
    public const string AllQueues = "*";

    private const int Batch = 1000;

    /// <summary>The number of messages in a queue above which a replay waits for the listener.</summary>
    private const uint Full = 20 * Batch;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromSeconds(1), outbox.Clock);
        do
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(stoppingToken);
                foreach (var id in await Unfinished(connection, stoppingToken))
                {
                    await Replay(connection, id, stoppingToken);
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(failure);
            }
        }
        while (await pause.WaitForNextTickAsync(stoppingToken));
    }

    private static async Task<List<Guid>> Unfinished(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var select =
            new NpgsqlCommand("select id from messaging.replays where finished_at is null order by requested_at, id", connection);
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(cancellation))
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }

    /// <summary>Runs a replay, unless another replica does, until it is finished or the queue is full.</summary>
    private async Task Replay(NpgsqlConnection connection, Guid id, CancellationToken cancellation)
    {
        if (await Execute(connection, "select pg_try_advisory_lock(hashtextextended($1::text, 1))", cancellation,
            new NpgsqlParameter { Value = id }) is not true)
        {
            return;
        }

        try
        {
            if (await Find(connection, id, cancellation) is not { } replay)
            {
                return;
            }

            await (replay.Queue == AllQueues ? SplitByQueue(connection, replay, cancellation) : Publish(connection, replay, cancellation));
        }
        finally
        {
            if (connection.FullState == System.Data.ConnectionState.Open)
            {
                await Execute(connection, "select pg_advisory_unlock_all()", CancellationToken.None);
            }
        }
    }

    /// <summary>The present state of the replay: another replica may have continued it before this one got the lock.</summary>
    private static async Task<RequestedReplay?> Find(NpgsqlConnection connection, Guid id, CancellationToken cancellation)
    {
        await using var select =
            new NpgsqlCommand("select queue, types, xid, position, until from messaging.replays where id = $1 and finished_at is null",
                connection)
        {
            Parameters = { new() { Value = id } },
        };
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new(id, reader.GetString(0), reader.GetFieldValue<string[]>(1), new(reader.GetFieldValue<ulong>(2), reader.GetInt64(3)),
                reader.GetFieldValue<ulong>(4))
            : null;
    }

    private async Task SplitByQueue(NpgsqlConnection connection, RequestedReplay replay, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        foreach (var (queue, events) in topology.Subscriptions)
        {
            var ours = events.Select(EventTypes.NameOf).Where(type => type.StartsWith(outbox.Service + ".", StringComparison.Ordinal))
                .ToArray();
            if (ours.Length > 0)
            {
                await Execute(connection,
                    "insert into messaging.replays (id, queue, types, xid, position, until) select $1, $2, $3, xid, position, until "
                        + "from messaging.replays where id = $4", cancellation,
                    new() { Value = Guid.CreateVersion7(outbox.Clock.GetUtcNow()) }, new() { Value = queue }, new() { Value = ours },
                    new() { Value = replay.Id });
            }
        }

        await Execute(connection, "update messaging.replays set finished_at = now() where id = $1", cancellation,
            new NpgsqlParameter { Value = replay.Id });
        await transaction.CommitAsync(cancellation);
    }

    private async Task Publish(NpgsqlConnection connection, RequestedReplay replay, CancellationToken cancellation)
    {
        await bus.Connect(cancellation);
        for (var cursor = replay.Cursor; await bus.Waiting(replay.Queue, cancellation) < Full;)
        {
            var rows = await Journal.Read(connection, cursor, Batch, replay.Until, replay.Types, cancellation);
            if (rows.Count == 0)
            {
                await Execute(connection, "update messaging.replays set finished_at = now() where id = $1", cancellation,
                    new NpgsqlParameter { Value = replay.Id });
                return;
            }

            await Task.WhenAll(rows.Select(row => bus.Publish(row, replay.Queue, cancellation)));
            cursor = rows[^1].Cursor;
            await Execute(connection,
                "update messaging.replays set xid = $2, position = $3, published = published + $4 where id = $1", cancellation,
                new() { Value = replay.Id }, new() { Value = cursor.Transaction, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid8 },
                new() { Value = cursor.Position }, new() { Value = (long)rows.Count });
        }
    }

    private static async Task<object?> Execute(
        NpgsqlConnection connection, string sql, CancellationToken cancellation, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        return await command.ExecuteScalarAsync(cancellation);
    }

    [LoggerMessage(LogLevel.Warning, "A replay was interrupted; it continues from its position")]
    private partial void LogFailed(Exception failure);

    private sealed record RequestedReplay(Guid Id, string Queue, string[] Types, JournalCursor Cursor, ulong Until);
}
