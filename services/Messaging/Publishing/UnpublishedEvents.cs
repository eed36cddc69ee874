using Npgsql;

namespace Funnel.Messaging;

/// <summary>The events that the broker did not accept, in <c>messaging.unpublished</c>.</summary>
internal static class UnpublishedEvents
{
    public static async Task<IReadOnlyList<Guid>> Blocked(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select distinct subject from messaging.unpublished", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var subjects = new List<Guid>();
        while (await reader.ReadAsync(cancellation))
        {
            subjects.Add(reader.GetGuid(0));
        }

        return subjects;
    }

    public static async Task Add(NpgsqlConnection connection, JournalRow row, string error, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into messaging.unpublished (xid, position, id, type, subject, event, attempts, error, next_attempt_at)
            values ($1, $2, $3, $4, $5, convert_from($6, 'UTF8'), 1, $7, now() + interval '5 seconds') on conflict do nothing
            """, connection)
        {
            Parameters =
            {
                Xid(row), new() { Value = row.Cursor.Position }, new() { Value = row.Id }, new() { Value = row.Type },
                new() { Value = row.Subject }, new() { Value = row.Event }, new() { Value = error },
            },
        };
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The oldest row of each subject, if its pause is over.</summary>
    public static async Task<IReadOnlyList<JournalRow>> Due(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select * from (
                select distinct on (subject) xid, position, id, type, subject, event, next_attempt_at
                from messaging.unpublished order by subject, xid, position) oldest
            where next_attempt_at <= now() limit 100
            """, connection);
        var rows = new List<JournalRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new(new(reader.GetFieldValue<ulong>(0), reader.GetInt64(1)), reader.GetGuid(2), reader.GetString(3),
                reader.GetGuid(4), reader.GetFieldValue<byte[]>(5)));
        }

        return rows;
    }

    /// <summary>Deletes a published row and ends the pause of the next row of its subject.</summary>
    public static Task Remove(NpgsqlConnection connection, JournalRow row, CancellationToken cancellation) =>
        Execute(connection, row, null,
            """
            with gone as (delete from messaging.unpublished where xid = $1 and position = $2 returning subject)
            update messaging.unpublished set next_attempt_at = now() where subject in (select subject from gone)
                and (xid, position) > ($1, $2)
            """, cancellation);

    public static Task Postpone(NpgsqlConnection connection, JournalRow row, string error, CancellationToken cancellation) =>
        Execute(connection, row, error,
            """
            update messaging.unpublished set attempts = attempts + 1, error = $3,
                next_attempt_at = now() + least(interval '5 seconds' * 2 ^ least(attempts, 10), interval '10 minutes')
            where xid = $1 and position = $2
            """, cancellation);

    public static async Task<UnpublishedEventResponse?> Find(NpgsqlDataSource database, Guid id, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "select id, type, subject, attempts, error, failed_at, next_attempt_at, event from messaging.unpublished where id = $1");
        command.Parameters.Add(new() { Value = id });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new(reader.GetGuid(0), reader.GetString(1), reader.GetGuid(2), reader.GetInt32(3), reader.GetString(4),
                reader.GetFieldValue<DateTimeOffset>(5), reader.GetFieldValue<DateTimeOffset>(6), reader.GetString(7))
            : null;
    }

    /// <summary>Ends the pause of an event and of all others of its subject, because they must be published in order.</summary>
    public static async Task<int> Hasten(NpgsqlDataSource database, Guid id, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            "update messaging.unpublished set next_attempt_at = now() where subject = (select subject from messaging.unpublished "
                + "where id = $1)");
        command.Parameters.Add(new() { Value = id });
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Discards an unpublished event. The journal keeps it, and the later events of its subject go on.</summary>
    public static async Task<bool> Discard(NpgsqlDataSource database, Guid id, Guid discard, string who, string reason,
        CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            with gone as (delete from messaging.unpublished where id = $1 returning id, type, subject, error),
                freed as (update messaging.unpublished set next_attempt_at = now() where subject in (select subject from gone) and id <> $1)
            insert into messaging.discards (id, message_id, type, subject, cause, reason, discarded_by)
            select $2, id::text, type, subject, error, $3, $4 from gone
            """);
        command.Parameters
            .AddRange(
                new NpgsqlParameter[] { new() { Value = id }, new() { Value = discard }, new() { Value = reason }, new() { Value = who } });
        return await command.ExecuteNonQueryAsync(cancellation) == 1;
    }

    private static async Task Execute(NpgsqlConnection connection, JournalRow row, string? error, string sql,
        CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { Xid(row), new() { Value = row.Cursor.Position } } };
        if (error is not null)
        {
            command.Parameters.Add(new() { Value = error });
        }

        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static NpgsqlParameter Xid(JournalRow row) =>
        new() { Value = row.Cursor.Transaction, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid8 };
}
