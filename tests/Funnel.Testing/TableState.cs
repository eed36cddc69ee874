using System.Diagnostics;
using Npgsql;

namespace Funnel.Testing;

/// <summary>The count and the checksum of each table of a database. They are equal as long as nothing is written.</summary>
public sealed class TableState(NpgsqlDataSource database)
{
    /// <summary>Tables that the background work of the service writes at any time.</summary>
    private static readonly string[] Background = ["messaging.cursors", "messaging.listeners", "audit.seals"];

    /// <summary>The longest time from a request to its last effect, on a usual machine.</summary>
    private static readonly TimeSpan LongestEffect = TimeSpan.FromMilliseconds(300);

    private string? statement;

    public async Task<IReadOnlyDictionary<string, string>> Now()
    {
        statement ??= await Statement();
        await using var command = database.CreateCommand(statement);
        await using var reader = await command.ExecuteReaderAsync();
        var tables = new Dictionary<string, string>();
        while (await reader.ReadAsync())
        {
            tables.Add(reader.GetString(0), reader.GetString(1));
        }

        return tables;
    }

    /// <summary>The state once the effects of earlier requests have ended. Effects may come later than the answers.</summary>
    public async Task<IReadOnlyDictionary<string, string>> Settled()
    {
        var (settled, since) = (await Now(), Stopwatch.GetTimestamp());
        await Eventually.Get(async () =>
        {
            var now = await Now();
            if (Differences(settled, now).Any())
            {
                (settled, since) = (now, Stopwatch.GetTimestamp());
            }

            return Stopwatch.GetElapsedTime(since);
        }, unchanged => unchanged > Patience.Of(LongestEffect));
        return settled;
    }

    public static IEnumerable<string> Differences(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) =>
        after.Keys.Union(before.Keys).Where(table => before.GetValueOrDefault(table) != after.GetValueOrDefault(table));

    private async Task<string> Statement()
    {
        await using var command = database.CreateCommand("""
            select string_agg(format('select %L, count(*) || '':'' || coalesce(sum(hashtextextended(t::text, 0)), 0) from %s t',
                c.oid::regclass, c.oid::regclass), ' union all ')
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and c.oid::regclass::text <> all ($1)
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = Background });
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
