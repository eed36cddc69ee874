using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Funnel.Messaging;

/// <summary>Publishes journal rows again to one queue, for a subscriber that wants its past; resumes after a crash.</summary>
internal sealed partial class Replayer(NpgsqlDataSource database, Outbox outbox, BusPublisher bus, ILogger<Replayer> log) : BackgroundService
{
    private const int Batch = 1000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromSeconds(1), outbox.Clock);
        do
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(stoppingToken);
                while (await ReplayOne(connection, stoppingToken))
                {
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(failure);
            }
        }
        while (await pause.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Takes the oldest unfinished replay that no other replica works on.</summary>
    private async Task<bool> ReplayOne(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var select = new NpgsqlCommand(
            """
            select id, queue, types, xid, position, until from messaging.replays where finished_at is null order by requested_at limit 1
            """, connection);
        Guid id;
        string queue;
        string[] types;
        JournalCursor cursor;
        ulong until;
        await using (var reader = await select.ExecuteReaderAsync(cancellation))
        {
            if (!await reader.ReadAsync(cancellation))
            {
                return false;
            }

            (id, queue, types, until) = (reader.GetGuid(0), reader.GetString(1), reader.GetFieldValue<string[]>(2), reader.GetFieldValue<ulong>(5));
            cursor = new(reader.GetFieldValue<ulong>(3), reader.GetInt64(4));
        }

        if (await Execute(connection, "select pg_try_advisory_lock(hashtextextended($1::text, 1))", cancellation, new NpgsqlParameter { Value = id }) is not true)
        {
            return false;
        }

        try
        {
            await Replay(connection, id, queue, types, cursor, until, cancellation);
        }
        finally
        {
            if (connection.FullState == System.Data.ConnectionState.Open)
            {
                await Execute(connection, "select pg_advisory_unlock_all()", CancellationToken.None);
            }
        }

        return true;
    }

    private async Task Replay(
        NpgsqlConnection connection, Guid id, string queue, string[] types, JournalCursor cursor, ulong until, CancellationToken cancellation)
    {
        while (true)
        {
            var rows = await Journal.Read(connection, cursor, Batch, until, types, cancellation);
            if (rows.Count == 0)
            {
                await Execute(connection, "update messaging.replays set finished_at = now() where id = $1", cancellation, new NpgsqlParameter { Value = id });
                return;
            }

            await bus.Connect(cancellation);
            await Task.WhenAll(rows.Select(row => bus.Publish(row, queue, cancellation)));
            cursor = rows[^1].Cursor;
            await Execute(connection,
                "update messaging.replays set xid = $2, position = $3, published = published + $4 where id = $1", cancellation,
                new() { Value = id }, new() { Value = cursor.Transaction, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid8 },
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
}
