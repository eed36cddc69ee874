using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Funnel.Messaging;

/// <summary>
/// Follows the service's own journal and handles its rows in order, on one replica at a time. This is how the service
/// reacts to its own facts: durable, resumed after a crash, and without a second queue.
/// </summary>
/// <remarks>
/// 1. Take the advisory lock of this reader's name; whoever holds it leads, the others try again every second.
/// 2. Read on from the cursor; where nothing is new, wait for the bell, or for the slow poll that finds what another
///    replica wrote.
/// 3. Handle the rows and move the cursor. Who lost the lock unawares cannot move it: the move names the place from
///    which it starts.
/// </remarks>
public abstract partial class JournalTail(string name, int batch, NpgsqlDataSource database, Outbox outbox, ILogger log) : BackgroundService
{
    /// <summary>How soon what another replica wrote is found: while there is work, and once it has been quiet for a while.</summary>
    private static readonly TimeSpan SlowPoll = TimeSpan.FromMilliseconds(250), IdlePoll = TimeSpan.FromSeconds(1);

    /// <summary>While many write, who reads again at once finds few rows and costs as much as for many.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(5);

    private const int PollsUntilIdle = 40;
    private readonly ChannelReader<bool> bell = outbox.Listen();

    /// <summary>Handles rows that were not handled before, and moves the cursor in the transaction of their effect.</summary>
    protected abstract Task Handle(NpgsqlConnection connection, IReadOnlyList<JournalRow> rows, JournalCursor from, CancellationToken cancellation);

    /// <summary>Called once each time that this replica takes the lead, before the first rows.</summary>
    protected virtual Task Lead(NpgsqlConnection connection, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Called whenever there is nothing new.</summary>
    protected virtual Task Idle(NpgsqlConnection connection, CancellationToken cancellation) => Task.CompletedTask;

    /// <exception cref="AlreadyHandledException">Another replica moved it: this one no longer leads.</exception>
    protected async Task MoveCursor(NpgsqlConnection connection, JournalCursor from, JournalCursor to, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "update messaging.cursors set xid = $4, position = $5, moved_at = now() where name = $1 and xid = $2 and position = $3", connection)
        {
            Parameters = { new() { Value = name }, Xid(from), new() { Value = from.Position }, Xid(to), new() { Value = to.Position } },
        };
        if (await command.ExecuteNonQueryAsync(cancellation) != 1)
        {
            throw new AlreadyHandledException($"The cursor '{name}' is no longer at {from}.");
        }

        static NpgsqlParameter Xid(JournalCursor cursor) => new() { Value = cursor.Transaction, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid8 };
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
            using var poll = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            poll.CancelAfter(++quiet > PollsUntilIdle ? IdlePoll : SlowPoll);
            await ((Task)bell.WaitToReadAsync(poll.Token).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            bell.TryRead(out _);
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

    /// <summary>A pooled connection is reset when it is next opened, not when it is given back: unlock here.</summary>
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

    [LoggerMessage(LogLevel.Information, "Reading the journal as {Name}")]
    private partial void LogLeads(string name);

    [LoggerMessage(LogLevel.Warning, "Reading the journal as {Name} failed; trying again")]
    private partial void LogFailed(Exception failure, string name);
}

/// <summary>Another replica or request has handled these rows, so nothing of this transaction may stay.</summary>
public sealed class AlreadyHandledException(string message) : InvalidOperationException(message);
