using Npgsql;

namespace Funnel.Bench;

/// <summary>
/// Reads a row that the service wrote as the text of an insert statement, which then writes the same row with other keys.
/// </summary>
internal static class RowTemplate
{
    /// <summary>The names and the values of all columns that are not null, except for the given columns.</summary>
    public static async Task<(string Columns, string Values)> Read(NpgsqlConnection database, string from, params string[] without)
    {
        await using var command = new NpgsqlCommand(
            $"select key, value from (select * from {from} limit 1) r, jsonb_each_text(to_jsonb(r)) where value is not null "
                + "and key <> all ($1) order by key", database)
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
            : throw new InvalidOperationException($"There is no row in: {from}");
    }

    /// <summary>Writes a colon as its code, because pgbench would read the next word as the name of a variable.</summary>
    private static string Literal(string text) =>
        "E'"
        + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)
            .Replace(":", "\\x3a", StringComparison.Ordinal)
        + "'";
}
