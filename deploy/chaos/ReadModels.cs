using System.Net.Http.Json;
using System.Text.Json;
using Funnel.Testing;
using Npgsql;

namespace Funnel.Chaos;

/// <summary>Compares the read models of Insights with the same models rebuilt from the journals.</summary>
public static class ReadModels
{
    private static readonly string[] Schemas = ["funnels", "deals", "timeline"];

    /// <returns>The tables that differ, or the state in which the rebuild failed.</returns>
    public static async Task<IReadOnlyList<string>> Rebuild(Installation system, CancellationToken cancellation)
    {
        var grown = await Read(system, cancellation);
        using var http = system.Client();
        using var asked = await http.PostAsJsonAsync("/api/insights/v1/projections/rebuild", new { from = "journal" }, cancellation);
        var path = $"/api/insights/v1/projections/rebuilds/{(await Answer(asked, cancellation)).GetProperty("id").GetString()}";
        var state = await Eventually.Get(async () =>
        {
            using var answer = await http.GetAsync(path, cancellation);
            return (await Answer(answer, cancellation)).GetProperty("state").GetString();
        }, state => state is not ("requested" or "running"));

        var made = await Read(system, cancellation);
        return state == "done"
            ? [.. grown.Keys.Union(made.Keys).Where(table => grown.GetValueOrDefault(table) != made.GetValueOrDefault(table))]
            : [$"the rebuild ended as {state}"];
    }

    /// <summary>A checksum of each table, without the time at which a row was applied.</summary>
    private static async Task<Dictionary<string, string>> Read(Installation system, CancellationToken cancellation)
    {
        await using var insights = await system.Open("insights", cancellation);
        var tables = new List<string>();
        await using (var select =
            // These two tables compare the read model with the journals again and again, and hold the times of the comparisons.
            new NpgsqlCommand(
                "select schemaname || '.' || tablename from pg_tables where schemaname = any($1) "
                    + "and tablename not in ('freshness', 'missing')",
                insights) { Parameters = { new() { Value = Schemas } } })
        await using (var reader = await select.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                tables.Add(reader.GetString(0));
            }
        }

        var sums = new Dictionary<string, string>();
        foreach (var table in tables)
        {
            await using var sum = new NpgsqlCommand(
                "select count(*) || ' ' || coalesce(sum(hashtextextended((to_jsonb(t) - 'applied_at')::text, 0)::numeric), 0) "
                    + $"from {table} t", insights);
            sums[table] = (string)(await sum.ExecuteScalarAsync(cancellation))!;
        }

        return sums;
    }

    private static async Task<JsonElement> Answer(HttpResponseMessage response, CancellationToken cancellation) =>
        await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancellation);
}
