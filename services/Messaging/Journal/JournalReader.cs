using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Funnel.Messaging;

/// <summary>Hands the facts of the service's own journal to the listeners of one reader.</summary>
/// <remarks>
/// 1. A batch is heard in one transaction that also moves the cursor, so a crash leaves the effects and the cursor, or neither.
/// 2. A batch that loses against another writer is heard again with the current state of the database.
/// 3. A batch that fails otherwise is cut in halves until the failing row stands alone. That row is tried again with growing
///    pauses and then goes to the dead letters, in the transaction that moves the cursor past it. No other row waits for it.
/// 4. If the database does not answer, the reader gives up the lead and starts again from its cursor.
/// </remarks>
internal sealed partial class JournalReader(
    JournalListeners listeners, NpgsqlDataSource database, Outbox outbox, DeadLetters letters, ILogger<JournalReader> log)
    : JournalTail(listeners.Reader, listeners.LargestBatch, database, outbox, log)
{
    private const int Tries = 5, TriesAgainstOthers = 10;
    private readonly NpgsqlDataSource database = database;
    private readonly Outbox outbox = outbox;
    private readonly ILogger log = log;

    protected override async Task Handle(
        NpgsqlConnection connection, IReadOnlyList<JournalRow> rows, JournalCursor from, CancellationToken cancellation)
    {
        if (!rows.Any(row => listeners.Hears(row.Type)))
        {
            await MoveCursor(connection, from, rows[^1].Cursor, cancellation);
            return;
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var facts = rows.Where(row => listeners.Hears(row.Type)).Select(row => CloudEventJson.Read(row.Event)).ToList();
                await listeners.Hear(facts, (own, stopping) => MoveCursor(own, from, rows[^1].Cursor, stopping), cancellation);
                return;
            }
            catch (DbUpdateException lost) when (lost.IsConflict() && attempt < TriesAgainstOthers)
            {
                LogConflict(listeners.Reader, rows.Count);
                await Task.Delay(Random.Shared.Next(5, 20 * attempt), cancellation);
            }
            catch (Exception failure) when (rows.Count > 1 && IsOfARow(failure, cancellation))
            {
                LogHalves(failure, listeners.Reader, rows.Count);
                var half = rows.Count / 2;
                await Handle(connection, [.. rows.Take(half)], from, cancellation);
                await Handle(connection, [.. rows.Skip(half)], rows[half - 1].Cursor, cancellation);
                return;
            }
            catch (Exception failure) when (attempt < Tries && IsOfARow(failure, cancellation))
            {
                LogTryAgain(failure, listeners.Reader, rows[0].Id);
                await Task.Delay(TimeSpan.FromMilliseconds(20 * attempt * attempt), cancellation);
            }
            catch (Exception failure) when (IsOfARow(failure, cancellation))
            {
                await SetAside(rows[0], failure, from, cancellation);
                return;
            }
        }
    }

    private static bool IsOfARow(Exception failure, CancellationToken cancellation) =>
        failure is not AlreadyHandledException && !failure.IsDatabaseAway() && !cancellation.IsCancellationRequested;

    private async Task SetAside(JournalRow row, Exception failure, JournalCursor from, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await letters.Add(DeadLetter.Of(listeners.Queue, row, failure, outbox.Clock.GetUtcNow()), connection, cancellation);
        await MoveCursor(connection, from, row.Cursor, cancellation);
        await transaction.CommitAsync(cancellation);
        LogSetAside(failure, listeners.Reader, row.Id, row.Type);
    }

    [LoggerMessage(LogLevel.Information, "{Reader}: another writer changed the same rows; hearing {Rows} journal rows again")]
    private partial void LogConflict(string reader, int rows);

    [LoggerMessage(LogLevel.Information, "{Reader}: one of {Rows} journal rows fails; hearing them in halves")]
    private partial void LogHalves(Exception failure, string reader, int rows);

    [LoggerMessage(LogLevel.Warning, "{Reader}: hearing event {EventId} failed; trying again")]
    private partial void LogTryAgain(Exception failure, string reader, Guid eventId);

    [LoggerMessage(LogLevel.Error, "{Reader}: event {EventId} of type {Type} is set aside; ./funnel dlq shows it")]
    private partial void LogSetAside(Exception failure, string reader, Guid eventId, string type);
}
