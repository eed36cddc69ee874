using Npgsql;

namespace Funnel.Insights.Metrics;

/// <summary>The time zones that the database knows, because it is the database that cuts time into months.</summary>
internal sealed class TimeZones(NpgsqlDataSource database)
{
    private Dictionary<string, string>? names;

    /// <returns>Its name as the database writes it, or null.</returns>
    public async Task<string?> Find(string name, CancellationToken cancellation)
    {
        names ??= await Read(cancellation);
        return names.GetValueOrDefault(name);
    }

    private async Task<Dictionary<string, string>> Read(CancellationToken cancellation)
    {
        // Abbreviations such as EST are ambiguous, and "posix/" and "right/" only repeat the others.
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
