using Npgsql;

namespace Funnel.Messaging.Timers;

/// <summary>The statements of the timer runner.</summary>
internal static class TimerTable
{
    /// <summary>Takes due timers, so that no other replica runs them until the transaction ends.</summary>
    /// <remarks>
    /// It uses advisory locks: a row lock would give the transaction its place in the journal before the subjects are read. The
    /// rows are read before they are locked, so a timer may be deleted by then: deleting it at the end detects that.
    /// </remarks>
    public static async Task<List<DueTimer>> Take(
        NpgsqlConnection connection, string[] names, DateTimeOffset now, int most, DueTimer? only, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select name, subject, due_at from (
                select name, subject, due_at from messaging.timers
                where name = any($1) and next_attempt_at <= $2 {(only is null ? "" : "and name = $4 and subject = $5")}
                order by next_attempt_at limit $3) due
            where pg_try_advisory_xact_lock(hashtextextended('funnel.timer.' || name || '.' || subject, 0))
            """, connection)
        {
            Parameters = { new() { Value = names }, new() { Value = now.ToUniversalTime() }, new() { Value = most } },
        };
        if (only is { } timer)
        {
            command.Parameters.Add(new() { Value = timer.Name });
            command.Parameters.Add(new() { Value = timer.Subject });
        }

        var due = new List<DueTimer>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            due.Add(new(reader.GetString(0), reader.GetGuid(1), reader.GetFieldValue<DateTimeOffset>(2)));
        }

        return due;
    }

    /// <returns>The time of the next attempt of any timer; null if there is none.</returns>
    public static async Task<DateTimeOffset?> Next(NpgsqlDataSource database, string[] names, CancellationToken cancellation)
    {
        await using var command =
            database.CreateCommand("select next_attempt_at from messaging.timers where name = any($1) order by next_attempt_at limit 1");
        command.Parameters.Add(new() { Value = names });
        return await command.ExecuteScalarAsync(cancellation) is DateTime next ? new DateTimeOffset(next) : null;
    }

    /// <summary>Postpones a failed timer: by one second, then two, four, up to ten minutes.</summary>
    public static async Task Postpone(NpgsqlDataSource database, DueTimer timer, string error, DateTimeOffset now,
        CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            update messaging.timers set attempts = attempts + 1, error = $4,
                next_attempt_at = $5 + least(interval '1 second' * 2 ^ least(attempts, 10), interval '10 minutes')
            where name = $1 and subject = $2 and due_at = $3
            """);
        command.Parameters.AddRange(new NpgsqlParameter[]
        {
            new() { Value = timer.Name }, new() { Value = timer.Subject }, new() { Value = timer.DueAt.ToUniversalTime() },
            new() { Value = error }, new() { Value = now.ToUniversalTime() },
        });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public static async Task<TimersResponse> Show(NpgsqlDataSource database, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select count(*), count(*) filter (where due_at <= @now), count(*) filter (where attempts > 0) from messaging.timers;
            select name, subject, due_at, attempts, error, next_attempt_at from messaging.timers where attempts > 0 order by due_at, name,
                subject limit 200
            """);
        command.Parameters.Add(new("now", now.ToUniversalTime()));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var (waiting, overdue, failing) = (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
        await reader.NextResultAsync(cancellation);
        var items = new List<FailingTimer>();
        while (await reader.ReadAsync(cancellation))
        {
            items.Add(new(reader.GetString(0), reader.GetGuid(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetInt32(3),
                reader.GetString(4), reader.GetFieldValue<DateTimeOffset>(5)));
        }

        return new(waiting, overdue, failing, items);
    }
}

/// <summary>The timers of the service.</summary>
/// <param name="Waiting">The number of timers that are set.</param>
/// <param name="Overdue">The number of timers that are due.</param>
/// <param name="Failing">The number of timers whose last attempt failed.</param>
/// <param name="Items">The failing timers, at most 200, the most overdue first.</param>
public sealed record TimersResponse(long Waiting, long Overdue, long Failing, IReadOnlyList<FailingTimer> Items);

/// <summary>A failing timer. It is tried again after growing pauses.</summary>
/// <param name="Cause">The reason why the last attempt failed.</param>
public sealed record FailingTimer(string Name, Guid Subject, DateTimeOffset DueAt, int Attempts, string Cause,
    DateTimeOffset NextAttemptAt);
