using Npgsql;

namespace Funnel.Insights.Metrics;

/// <summary>The time zones of the database, which computes the days and months of the reports.</summary>
internal sealed class TimeZones(NpgsqlDataSource database)
{
    private Dictionary<string, string>? names;

    /// <returns>The name as the database spells it. Null if the zone does not exist.</returns>
    public async Task<string?> Find(string name, CancellationToken cancellation)
    {
        names ??= await Read(cancellation);
        return names.GetValueOrDefault(name);
    }

    private async Task<Dictionary<string, string>> Read(CancellationToken cancellation)
    {
        // Abbreviations such as EST are ambiguous. The names under "posix/" and "right/" repeat the other names.
        await using var command = database.CreateCommand(
            "select name from pg_timezone_names where name = 'UTC' or (name like '%/%' and name !~ '^(posix|right)/')");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadAsync(cancellation))
        {
            found[reader.GetString(0)] = reader.GetString(0);
        }

        return found;
    }
}
