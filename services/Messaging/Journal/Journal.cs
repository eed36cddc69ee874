using System.Globalization;
using Npgsql;

namespace Funnel.Messaging;

/// <summary>A position in the journal: after the row with this transaction and position.</summary>
public readonly record struct JournalCursor(ulong Transaction, long Position) : IParsable<JournalCursor>
{
    /// <summary>The cursor as text for callers of the API, who do not interpret it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Transaction}-{Position}");

    public static JournalCursor Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var cursor) ? cursor : throw new FormatException($"'{s}' is not a journal cursor.");

    public static bool TryParse(string? s, IFormatProvider? provider, out JournalCursor result)
    {
        result = default;
        if (s?.Split('-') is not [var transaction, var position]
            || !ulong.TryParse(transaction, NumberStyles.None, CultureInfo.InvariantCulture, out var xid)
            || !long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var at))
        {
            return false;
        }

        result = new(xid, at);
        return true;
    }
}

/// <summary>A row of the journal.</summary>
/// <param name="Event">The UTF-8 JSON of the CloudEvent, as the bus and the API pass it on.</param>
public sealed record JournalRow(JournalCursor Cursor, Guid Id, string Type, Guid Subject, byte[] Event);

/// <summary>Reads the journal in its order, without skipping a row that commits late.</summary>
/// <remarks>
/// Reading stops below the oldest transaction that still runs (<c>pg_snapshot_xmin</c>), also for rows of younger transactions.
/// So a row that commits later always sorts after the cursor. The rows of a subject are in the order of its sequence: the
/// number comes from a row that is read before the first write of the transaction, and a transaction gets its id at its first
/// write.
/// </remarks>
public static class Journal
{
    private const string NextRows =
        """
        select xid, position, id, type, subject, event from messaging.journal
        where (xid, position) > ($1, $2) and xid < pg_snapshot_xmin(pg_current_snapshot())
        order by xid, position limit $3
        """;

    private const string NextRowsOfTypes =
        """
        select xid, position, id, type, subject, event from messaging.journal
        where (xid, position) > ($1, $2) and xid < least(pg_snapshot_xmin(pg_current_snapshot()), $4) and type = any($5)
        order by xid, position limit $3
        """;

    public static async Task<IReadOnlyList<JournalRow>> Read(
        NpgsqlConnection connection, JournalCursor after, int limit, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(NextRows, connection)
        {
            Parameters =
                { new() { Value = after.Transaction, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid8 }, new() { Value = after.Position },
                    new() { Value = limit } },
        };
        return await Rows(command, limit, cancellation);
    }

    /// <param name="until">The transaction before which reading stops.</param>
    public static async Task<IReadOnlyList<JournalRow>> Read(
        NpgsqlConnection connection, JournalCursor after, int limit, ulong until, string[] types, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(NextRowsOfTypes, connection)
        {
            Parameters =
            {
                new() { Value = after.Transaction, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid8 }, new() { Value = after.Position },
                new() { Value = limit },
                new() { Value = until, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid8 }, new() { Value = types },
            },
        };
        return await Rows(command, limit, cancellation);
    }

    private static async Task<IReadOnlyList<JournalRow>> Rows(NpgsqlCommand command, int limit, CancellationToken cancellation)
    {
        var rows = new List<JournalRow>(Math.Min(limit, 128));
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new(new(reader.GetFieldValue<ulong>(0), reader.GetInt64(1)), reader.GetGuid(2), reader.GetString(3),
                reader.GetGuid(4), reader.GetFieldValue<byte[]>(5)));
        }

        return rows;
    }
}
