using System.Globalization;
using Npgsql;

namespace Funnel.Testing;

/// <summary>
/// The number of scans of a table since the start of the database, and the number of rows and index entries that they read.
/// PostgreSQL reports both some seconds late. Unlike a time, they do not depend on the machine.
/// </summary>
public sealed record RowReads(long Scans, long Rows)
{
    /// <summary>Reads the numbers of a table and its indexes.</summary>
    /// <param name="table">The table with its schema, for example <c>public.leads</c>.</param>
    public static async Task<RowReads> Of(NpgsqlDataSource database, string table, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select sum(i.idx_scan)::bigint + min(t.seq_scan), sum(i.idx_tup_read)::bigint + min(t.seq_tup_read)
            from pg_stat_user_indexes i join pg_stat_user_tables t using (relid) where t.relid = to_regclass($1)
            """);
        command.Parameters.Add(new() { Value = table });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new(reader.GetInt64(0), reader.GetInt64(1));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Rows} rows in {Scans} scans");
}
