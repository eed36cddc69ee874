using Funnel.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Funnel.Messaging;

/// <summary>Publishes journal rows again to one queue, for a subscriber that wants its past; resumes after a crash.</summary>
/// <remarks>
/// A replay waits while its queue is full, so that a journal of years does not fill the broker, and lets the others pass.
/// One to <see cref="Everybody"/> becomes one to each queue: what a restore asks for, whose broker is empty. See
/// deploy/local/backup.sh, which writes that row.
/// </remarks>
internal sealed partial class ReplayRunner(NpgsqlDataSource database, Outbox outbox, BusPublisher bus, ILogger<ReplayRunner> log) : BackgroundService
{
    /// <summary>In the place of a queue's name: every queue of ours, the events that it is subscribed to.</summary>
    public const string Everybody = "*";

    private const int Batch = 1000;

    /// <summary>Messages in a queue above which a replay waits for its listener.</summary>
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
        await using var select = new NpgsqlCommand("select id from messaging.replays where finished_at is null order by requested_at, id", connection);
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(cancellation))
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }

    /// <summary>Takes a replay that no other replica works on, as far as it comes.</summary>
    private async Task Replay(NpgsqlConnection connection, Guid id, CancellationToken cancellation)
    {
        if (await Execute(connection, "select pg_try_advisory_lock(hashtextextended($1::text, 1))", cancellation, new NpgsqlParameter { Value = id }) is not true)
        {
            return;
        }

        try
        {
            if (await Find(connection, id, cancellation) is not { } replay)
            {
                return;
            }

            await (replay.Queue == Everybody ? Spread(connection, replay, cancellation) : Publish(connection, replay, cancellation));
        }
        finally
        {
            if (connection.FullState == System.Data.ConnectionState.Open)
            {
                await Execute(connection, "select pg_advisory_unlock_all()", CancellationToken.None);
            }
        }
    }

    /// <summary>As it is now: another replica may have gone on with it before the lock was ours.</summary>
    private static async Task<Asked?> Find(NpgsqlConnection connection, Guid id, CancellationToken cancellation)
    {
        await using var select = new NpgsqlCommand("select queue, types, xid, position, until from messaging.replays where id = $1 and finished_at is null", connection)
        {
            Parameters = { new() { Value = id } },
        };
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new(id, reader.GetString(0), reader.GetFieldValue<string[]>(1), new(reader.GetFieldValue<ulong>(2), reader.GetInt64(3)), reader.GetFieldValue<ulong>(4))
            : null;
    }

    private async Task Spread(NpgsqlConnection connection, Asked replay, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        foreach (var (queue, events) in Subscription.All)
        {
            var ours = events.Select(EventTypes.NameOf).Where(type => type.StartsWith(outbox.Service + ".", StringComparison.Ordinal)).ToArray();
            if (ours.Length > 0)
            {
                await Execute(connection,
                    "insert into messaging.replays (id, queue, types, xid, position, until) select $1, $2, $3, xid, position, until from messaging.replays where id = $4", cancellation,
                    new() { Value = Guid.CreateVersion7(outbox.Clock.GetUtcNow()) }, new() { Value = queue }, new() { Value = ours }, new() { Value = replay.Id });
            }
        }

        await Execute(connection, "update messaging.replays set finished_at = now() where id = $1", cancellation, new NpgsqlParameter { Value = replay.Id });
        await transaction.CommitAsync(cancellation);
    }

    private async Task Publish(NpgsqlConnection connection, Asked replay, CancellationToken cancellation)
    {
        await bus.Connect(cancellation);
        for (var cursor = replay.Cursor; await bus.Waiting(replay.Queue, cancellation) < Full;)
        {
            var rows = await Journal.Read(connection, cursor, Batch, replay.Until, replay.Types, cancellation);
            if (rows.Count == 0)
            {
                await Execute(connection, "update messaging.replays set finished_at = now() where id = $1", cancellation, new NpgsqlParameter { Value = replay.Id });
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

    [LoggerMessage(LogLevel.Warning, "A replay was interrupted; it goes on from where it was")]
    private partial void LogFailed(Exception failure);

    private sealed record Asked(Guid Id, string Queue, string[] Types, JournalCursor Cursor, ulong Until);
}
