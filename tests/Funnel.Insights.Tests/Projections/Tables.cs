using Funnel.Insights.Projections;
using Npgsql;

namespace Funnel.Insights.Tests.Projections;

/// <summary>The rows of a projection's tables, as text that tests can compare.</summary>
internal static class Tables
{
    /// <remarks>How far the projection is behind is no part of its figures.</remarks>
    public static async Task<string> Read(NpgsqlConnection connection, Projection projection, string schema)
    {
        var names = new List<string>();
        await using (var select =
            new NpgsqlCommand(
                "select tablename from pg_tables where schemaname = $1 and tablename not in ('freshness', 'missing') order by 1",
                connection) { Parameters = { new() { Value = schema } } })
        await using (var reader = await select.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                names.Add(reader.GetString(0));
            }
        }

        Assert.Contains(projection.Facts, names);
        var texts = new List<string>();
        foreach (var name in names)
        {
            // Only the time at which an event was applied differs between runs.
            await using var rows = new NpgsqlCommand(
                "select string_agg(line, e'\\n' order by line) from (select (to_jsonb(t) - 'applied_at')::text as line "
                    + $"from {schema}.{name} t) as lines", connection);
            texts.Add($"{name}|{await rows.ExecuteScalarAsync()}");
        }

        return string.Join('\n', texts);
    }
}
