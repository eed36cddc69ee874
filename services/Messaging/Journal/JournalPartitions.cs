using Funnel.Idempotency;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Funnel.Messaging;

/// <summary>
/// Once a day, creates partitions of the journal ahead of time, drops those after the retention, and deletes old stored answers.
/// </summary>
internal sealed partial class JournalPartitions(NpgsqlDataSource database, Outbox outbox, IOptions<MessagingOptions> options,
    ILogger<JournalPartitions> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var daily = new PeriodicTimer(TimeSpan.FromDays(1), outbox.Clock);
        do
        {
            try
            {
                await Keep(database, options.Value.JournalMonths, stoppingToken);
                await database.ForgetAnswers(IdempotentMessagingDb.Answers, stoppingToken);
            }
            catch (NpgsqlException failure)
            {
                LogFailed(failure);
            }
        }
        while (await daily.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>A partition stays, however old it is, until the relay and the other readers have read all of it.</summary>
    internal static async Task Keep(NpgsqlDataSource database, int months, CancellationToken cancellation)
    {
        await using var keep = database.CreateCommand("select messaging.keep_partitions(2)");
        await keep.ExecuteNonQueryAsync(cancellation);
        if (months == 0)
        {
            return;
        }

        await using var old = database.CreateCommand(
            """
            select inhrelid::regclass::text from pg_inherits
            where inhparent = 'messaging.journal'::regclass
              and right(inhrelid::regclass::text, 7) < to_char(now() at time zone 'utc' - make_interval(months => $1), 'YYYY_MM')
            """);
        old.Parameters.Add(new() { Value = months });
        var names = new List<string>();
        await using (var reader = await old.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                names.Add(reader.GetString(0));
            }
        }

        foreach (var name in names)
        {
            await using var drop = database.CreateCommand(
                $"""
                do $$ begin
                    if not exists (select from {name} j, messaging.cursors c where (j.xid, j.position) > (c.xid, c.position)) then
                        drop table {name};
                    end if;
                end $$
                """);
            await drop.ExecuteNonQueryAsync(cancellation);
        }

        // The inbox is kept a month longer than the journal: after a restore, or by a replay, the whole journal may be published again.
        await using var forget =
            database.CreateCommand("delete from messaging.inbox where received_at < now() - make_interval(months => $1 + 1)");
        forget.Parameters.Add(new() { Value = months });
        await forget.ExecuteNonQueryAsync(cancellation);
    }

    [LoggerMessage(LogLevel.Error, "The maintenance of the partitions of the journal failed; it runs again tomorrow")]
    private partial void LogFailed(Exception failure);
}
