using System.Collections.Concurrent;
using Npgsql;

namespace Funnel.Testing;

/// <summary>Migrated databases of this test process, one for each kind. A test's database is a copy of its kind's.</summary>
internal static class Templates
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Made = new();
    private static string? server;

    /// <summary>Creates <paramref name="database"/> as a copy of the migrated database of its kind.</summary>
    /// <param name="server">Connection string of the server's superuser.</param>
    /// <param name="kind">A service's name.</param>
    /// <param name="database">The name of the new database.</param>
    /// <param name="migrate">Migrates an empty database with this name. It runs once in each process.</param>
    public static async Task Copy(string server, string kind, string database, Func<string, Task> migrate)
    {
        var template = await Made.GetOrAdd(kind, _ => new(() => Make(server, kind, migrate))).Value;
        // PostgreSQL refuses a copy while the last connection of the migration is still closing.
        await Eventually.Get(() => IsCopied(server, template, database), copied => copied);
    }

    private static async Task<string> Make(string onServer, string kind, Func<string, Task> migrate)
    {
        if (Interlocked.Exchange(ref server, onServer) is null)
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Drop();
        }

        var template = $"{kind}_{Environment.ProcessId}_template";
        await using (var database = NpgsqlDataSource.Create(onServer))
        await using (var create = database.CreateCommand($"create database {template}"))
        {
            await create.ExecuteNonQueryAsync();
        }

        await migrate(template);
        return template;
    }

    private static async Task<bool> IsCopied(string server, string template, string name)
    {
        await using var database = NpgsqlDataSource.Create(server);
        await using var copy = database.CreateCommand($"create database {name} template {template}");
        copy.CommandTimeout = (int)Patience.Request.TotalSeconds;
        try
        {
            await copy.ExecuteNonQueryAsync();
            return true;
        }
        catch (PostgresException inUse) when (inUse.SqlState == PostgresErrorCodes.ObjectInUse)
        {
            return false;
        }
    }

    /// <summary>The end of a process does not wait for tasks, so this works without them.</summary>
    private static void Drop()
    {
        using var database = NpgsqlDataSource.Create(server!);
        foreach (var template in Made.Values.Where(made => made is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }))
        {
            using var drop = database.CreateCommand($"drop database if exists {template.Value.Result} with (force)");
            drop.ExecuteNonQuery();
        }
    }
}
