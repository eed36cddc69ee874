using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Funnel.Messaging;

/// <summary>
/// Follows the journal of the service and handles its rows in order, on one replica at a time. So a service reacts to its own
/// events durably, resumes after a crash, and needs no second queue.
/// </summary>
/// <remarks>
/// 1. Take the advisory lock of this reader's name. The replica that holds it leads; the others try again every second.
/// 2. Read on from the cursor. If there are no new rows, wait for the signal, or for the slow poll that finds the rows of
///    another replica.
/// 3. Handle the rows and move the cursor. A replica that has lost the lock without noticing cannot move the cursor, because
///    the move names the position from which it starts.
/// </remarks>
public abstract partial class JournalTail(string name, int batch, NpgsqlDataSource database, Outbox outbox, ILogger log) : BackgroundService
{
    /// <summary>The time after which rows of another replica are found: while there is work, and after a quiet while.</summary>
    private static readonly TimeSpan SlowPoll = TimeSpan.FromMilliseconds(250), IdlePoll = TimeSpan.FromSeconds(1);

    /// <summary>While many requests write, reading again at once finds few rows and costs as much as reading many.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(5);

    private const int PollsUntilIdle = 40;
    private readonly Signal signal = outbox.Listen();

    /// <summary>Handles new rows, and moves the cursor in the transaction of their effect.</summary>
    protected abstract Task Handle(NpgsqlConnection connection, IReadOnlyList<JournalRow> rows, JournalCursor from,
        CancellationToken cancellation);

    /// <summary>Called each time that this replica takes the lead, before the first rows.</summary>
    protected virtual Task Lead(NpgsqlConnection connection, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Called whenever there are no new rows.</summary>
    protected virtual Task Idle(NpgsqlConnection connection, CancellationToken cancellation) => Task.CompletedTask;

    /// <exception cref="AlreadyHandledException">Another replica has moved the cursor: this one no longer leads.</exception>
    protected async Task MoveCursor(NpgsqlConnection connection, JournalCursor from, JournalCursor to, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "update messaging.cursors set xid = $4, position = $5, moved_at = now() where name = $1 and xid = $2 and position = $3",
            connection)
        {
            Parameters = { new() { Value = name }, Xid(from), new() { Value = from.Position }, Xid(to), new() { Value = to.Position } },
        };
        if (await command.ExecuteNonQueryAsync(cancellation) != 1)
        {
            throw new AlreadyHandledException($"The cursor '{name}' is no longer at {from}.");
        }

        static NpgsqlParameter Xid(JournalCursor cursor) =>
            new() { Value = cursor.Transaction, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid8 };
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(stoppingToken);
                if (await TryLead(connection, stoppingToken))
                {
                    LogLeads(name);
                    try
                    {
                        await Lead(connection, stoppingToken);
                        await Follow(connection, stoppingToken);
                    }
                    finally
                    {
                        await Resign(connection);
                    }
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(failure, name);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Follow(NpgsqlConnection connection, CancellationToken stopping)
    {
        var cursor = await ReadCursor(connection, stopping);
        var quiet = 0;
        while (true)
        {
            var rows = await Journal.Read(connection, cursor, batch, stopping);
            if (rows.Count > 0)
            {
                await Handle(connection, rows, cursor, stopping);
                cursor = rows[^1].Cursor;
                quiet = 0;
                if (rows.Count > 1 && rows.Count < batch)
                {
                    await Task.Delay(Gather, stopping);
                }

                continue;
            }

            await Idle(connection, stopping);
            await signal.Wait(++quiet > PollsUntilIdle ? IdlePoll : SlowPoll, stopping);
            stopping.ThrowIfCancellationRequested();
        }
    }

    private async Task<bool> TryLead(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select pg_try_advisory_lock(hashtextextended('funnel.journal.' || $1, 0))", connection)
        {
            Parameters = { new() { Value = name } },
        };
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    /// <summary>Releases the lock. A pooled connection is reset only when it is opened again.</summary>
    private static async Task Resign(NpgsqlConnection connection)
    {
        if (connection.FullState == System.Data.ConnectionState.Open)
        {
            await using var command = new NpgsqlCommand("select pg_advisory_unlock_all()", connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    private async Task<JournalCursor> ReadCursor(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var insert = new NpgsqlCommand("insert into messaging.cursors (name) values ($1) on conflict do nothing", connection)
        {
            Parameters = { new() { Value = name } },
        };
        await insert.ExecuteNonQueryAsync(cancellation);
        await using var select = new NpgsqlCommand("select xid, position from messaging.cursors where name = $1", connection)
        {
            Parameters = { new() { Value = name } },
        };
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new(reader.GetFieldValue<ulong>(0), reader.GetInt64(1));
    }

    [LoggerMessage(LogLevel.Information, "This replica reads the journal as {Name}")]
    private partial void LogLeads(string name);

    [LoggerMessage(LogLevel.Warning, "Reading the journal as {Name} failed; it is tried again")]
    private partial void LogFailed(Exception failure, string name);
}

/// <summary>Another replica or request has handled these rows, so this transaction must roll back.</summary>
public sealed class AlreadyHandledException(string message) : InvalidOperationException(message);
