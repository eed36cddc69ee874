using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using NpgsqlTypes;

namespace Funnel.Messaging;

/// <summary>The ids of the events of a service in the order of its journal.</summary>
/// <param name="Next">Pass this value as <c>after</c> to get the next page. All earlier events are read.</param>
/// <param name="More">Whether there are more events of these types already.</param>
/// <param name="Remaining">Number of further events of these types. 10,000 means 10,000 or more.</param>
/// <param name="ReadAt">When the journal was read, by the clock of the service's database.</param>
public sealed record EventIdsPage(string Next, bool More, long Remaining, DateTimeOffset ReadAt, IReadOnlyList<EventId> Events);

/// <summary>An event of a journal without its data.</summary>
/// <param name="RecordedAt">When the event was recorded, by the clock of the service's database.</param>
public sealed record EventId(Guid Id, string Type, DateTimeOffset RecordedAt);

/// <summary>Lists ids, so that a listener can check that it has heard every event that it is subscribed to.</summary>
/// <remarks>
/// It also lists the events that the relay may not read yet, because an older transaction is still running: a listener lacks them as
/// well. <c>next</c> stays before them, since an event of the older transaction sorts before them when it commits.
/// </remarks>
internal static class EventIds
{
    private const int CountedAtMost = 10_000;

    private const string Boundary = "select pg_snapshot_xmin(pg_current_snapshot()), now()";

    private const string Rows =
        """
        select xid, position, id, type, recorded_at from messaging.journal
        where (xid, position) > ($1, $2) and (type = any($3) or cardinality($3) = 0)
        order by xid, position limit $4
        """;

    private const string Rest =
        """
        select count(*) from (
            select from messaging.journal
            where (xid, position) > ($1, $2) and (type = any($3) or cardinality($3) = 0) limit $4) rest
        """;

    public static async Task<Ok<EventIdsPage>> Read(
        NpgsqlDataSource database, CancellationToken cancellation,
        [Description("The `next` value of the previous page. Defaults to the first event. A position that this journal has not reached "
            + "belongs to a journal before a restore, so reading starts at the first event.")]
        JournalCursor? after = null,
        [Description("Only events of these types. Repeat the parameter for several types. Defaults to all types."), FromQuery,
            MaxLength(200)]
        string[]? type = null,
        [Range(1, 5000)] int limit = 1000)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        // One snapshot for all statements.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        var (boundary, readAt) = (await Query(connection, Boundary, [],
            row => (row.GetFieldValue<ulong>(0), row.GetFieldValue<DateTimeOffset>(1)), cancellation)).Single();
        var from = after is { } given && given.Transaction < boundary ? given : default;
        var types = new NpgsqlParameter { Value = type ?? [], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
        var rows = await Query(connection, Rows,
            [Transaction(from), new() { Value = from.Position }, types.Clone(), new() { Value = limit }],
            row => (Cursor: new JournalCursor(row.GetFieldValue<ulong>(0), row.GetInt64(1)),
                Event: new EventId(row.GetGuid(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4))), cancellation);
        var events = rows.ConvertAll(row => row.Event);
        if (rows.Count < limit)
        {
            return TypedResults.Ok(new EventIdsPage(new JournalCursor(boundary - 1, long.MaxValue).ToString(), false, 0, readAt, events));
        }

        var last = rows[^1].Cursor;
        var remaining = (await Query(connection, Rest,
            [Transaction(last), new() { Value = last.Position }, types.Clone(), new() { Value = CountedAtMost }],
            row => row.GetInt64(0), cancellation)).Single();
        var settled = rows.FindLast(row => row.Cursor.Transaction < boundary);
        var next = settled.Event is null ? from : settled.Cursor;
        return TypedResults.Ok(new EventIdsPage(next.ToString(), remaining > 0, remaining, readAt, events));
    }

    private static NpgsqlParameter Transaction(JournalCursor cursor) =>
        new() { Value = cursor.Transaction, NpgsqlDbType = NpgsqlDbType.Xid8 };

    private static async Task<List<TRow>> Query<TRow>(NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters,
        Func<NpgsqlDataReader, TRow> row, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        var rows = new List<TRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(row(reader));
        }

        return rows;
    }
}
