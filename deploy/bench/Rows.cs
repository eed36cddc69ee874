using Npgsql;

namespace Funnel.Bench;

/// <summary>Rows that the service wrote, as the text of an insert that writes the same again under other keys.</summary>
internal static class Rows
{
    /// <summary>The names and the values of a row's columns that are not empty, but for those left out.</summary>
    public static async Task<(string Columns, string Values)> Read(NpgsqlConnection database, string from, params string[] without)
    {
        await using var command = new NpgsqlCommand(
            $"select key, value from (select * from {from} limit 1) r, jsonb_each_text(to_jsonb(r)) where value is not null and key <> all ($1) order by key", database)
        {
            Parameters = { new() { Value = without } },
        };
        var (columns, values) = (new List<string>(), new List<string>());
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            columns.Add(reader.GetString(0));
            values.Add(Literal(reader.GetString(1)));
        }

        return columns.Count > 0
            ? (string.Join(", ", columns), string.Join(", ", values))
            : throw new InvalidOperationException($"There is no row in {from}.");
    }

    /// <summary>A colon is written by its code: pgbench takes what follows one for the name of a variable.</summary>
    private static string Literal(string text) =>
        $"E'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal).Replace(":", "\\x3a", StringComparison.Ordinal)}'";
}
