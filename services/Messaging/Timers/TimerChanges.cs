using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Funnel.Messaging.Timers;

/// <summary>The timers that the next save of a context sets, moves and deletes, in its transaction.</summary>
internal sealed class TimerChanges
{
    private readonly SortedDictionary<(string Name, Guid Subject), DateTimeOffset?> changes = [];
    private List<DueTimer> run = [];

    public bool Any => changes.Count > 0 || run.Count > 0;

    public void Schedule(string name, Guid subject, DateTimeOffset dueAt) => changes[(name, subject)] = dueAt;

    public void Unschedule(string name, Guid subject) => changes[(name, subject)] = null;

    /// <summary>These timers have run. The timers that they set are written after they are deleted.</summary>
    public void HaveRun(List<DueTimer> timers) => run = timers;

    /// <summary>Forgets the changes of a failed save: the next attempt schedules them again.</summary>
    public void Clear()
    {
        changes.Clear();
        run = [];
    }

    /// <summary>Writes after everything else is saved, so that all writers lock the subject first and its timers second.</summary>
    /// <returns>The earliest due time that was set.</returns>
    public async Task<DateTimeOffset?> Write(NpgsqlConnection connection, CancellationToken cancellation)
    {
        try
        {
            await DeleteRun(connection, cancellation);
            await using var batch = new NpgsqlBatch(connection)
            {
                BatchCommands =
                {
                    Command("delete from messaging.timers t using unnest($1, $2) gone(name, subject) where t.name = gone.name "
                        + "and t.subject = gone.subject",
                        [.. changes.Where(change => change.Value is null)
                            .Select(change => new DueTimer(change.Key.Name, change.Key.Subject, default))], withTimes: false),
                    Command(
                        """
                        insert into messaging.timers (name, subject, due_at, next_attempt_at)
                        select name, subject, due_at, due_at from unnest($1, $2, $3) wanted(name, subject, due_at)
                        on conflict (name, subject) do update set due_at = excluded.due_at, next_attempt_at = excluded.due_at, attempts = 0,
                            error = null
                        """,
                        [.. changes.Where(change => change.Value is not null)
                            .Select(change => new DueTimer(change.Key.Name, change.Key.Subject, change.Value!.Value))]),
                },
            };
            await batch.ExecuteNonQueryAsync(cancellation);
            return changes.Values.Min();
        }
        catch (PostgresException lost)
        {
            throw new DbUpdateException("The timers were not saved.", lost);
        }
    }

    private async Task DeleteRun(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (run.Count == 0)
        {
            return;
        }

        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Command("delete from messaging.timers t using unnest($1, $2, $3) gone(name, subject, due_at) where t.name = gone.name "
                    + "and t.subject = gone.subject and t.due_at = gone.due_at", run),
            },
        };
        if (await batch.ExecuteNonQueryAsync(cancellation) != run.Count)
        {
            throw new DbUpdateConcurrencyException("A timer was run, moved or deleted meanwhile.");
        }
    }

    private static NpgsqlBatchCommand Command(string sql, IReadOnlyList<DueTimer> timers, bool withTimes = true)
    {
        var command = new NpgsqlBatchCommand(sql)
        {
            Parameters =
            {
                new() { Value = timers.Select(timer => timer.Name).ToArray() },
                new() { Value = timers.Select(timer => timer.Subject).ToArray() },
            },
        };
        if (withTimes)
        {
            command.Parameters.Add(new() { Value = timers.Select(timer => timer.DueAt.ToUniversalTime()).ToArray() });
        }

        return command;
    }
}

/// <summary>A timer that is due.</summary>
internal readonly record struct DueTimer(string Name, Guid Subject, DateTimeOffset DueAt);
