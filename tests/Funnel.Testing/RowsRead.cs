using Npgsql;

namespace Funnel.Testing;

/// <summary>
/// Counts what PostgreSQL reads for a request: the rows of its walks through tables, and the entries of its walks through
/// indexes.
/// </summary>
/// <remarks>
/// It cuts the service's connections: a connection that ends reports its statistics, and one that lives may report them later.
/// </remarks>
public sealed class RowsRead(NpgsqlDataSource database, string table)
{
    public async Task<long> By(Func<Task> ask)
    {
        var before = await Now();
        await ask();
        return await Now() - before;
    }

    private async Task<long> Now()
    {
        await using var connection = await database.OpenConnectionAsync();
        var cut = await Numbers(connection, """
            select pid::bigint from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend' and pg_terminate_backend(pid)
            """);
        var left = $"select pid::bigint from pg_stat_activity where pid = any('{{{string.Join(',', cut)}}}')";
        await Eventually.Get(() => Numbers(connection, left), pids => pids.Count == 0);
        database.Clear();
        var read = await Numbers(connection, $"""
            select (t.seq_tup_read + (select coalesce(sum(i.idx_tup_read), 0) from pg_stat_user_indexes i where i.relid = t.relid))::bigint
            from pg_stat_user_tables t where t.relid = '{table}'::regclass
            """);
        return read.Single();
    }

    private static async Task<List<long>> Numbers(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var numbers = new List<long>();
        while (await reader.ReadAsync())
        {
            numbers.Add(reader.GetInt64(0));
        }

        return numbers;
    }
}
