using Npgsql;

namespace Funnel.Messaging;

/// <summary>The <c>messaging</c> schema in the database of every service, made by numbered scripts.</summary>
public static class MessagingSchema
{
    private const long MigrationLock = 0x46554E4E454C; // "FUNNEL"

    private static readonly (int Version, string Resource)[] Scripts =
        [.. typeof(MessagingSchema).Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(name => (int.Parse(name.Split('.')[^2][..3], null), name))
            .Order()];

    /// <summary>The version of the schema that this build needs.</summary>
    public static int Newest => Scripts[^1].Version;

    /// <summary>Runs the missing scripts, each in its own transaction.</summary>
    public static async Task Migrate(NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await Execute(connection, $"select pg_advisory_lock({MigrationLock})", cancellation);
        await Execute(connection,
            "create schema if not exists messaging; create table if not exists messaging.schema_version (version integer primary key)",
            cancellation);
        var current = await Version(connection, cancellation);
        foreach (var (version, resource) in Scripts.Where(script => script.Version > current))
        {
            using var reader = new StreamReader(typeof(MessagingSchema).Assembly.GetManifestResourceStream(resource)!);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await Execute(connection, await reader.ReadToEndAsync(cancellation), cancellation);
            await Execute(connection, $"insert into messaging.schema_version values ({version})", cancellation);
            await transaction.CommitAsync(cancellation);
        }

        await Execute(connection, $"select pg_advisory_unlock({MigrationLock})", cancellation);
    }

    /// <summary>The version of the schema in the database; 0 if it does not exist.</summary>
    public static async Task<int> Version(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var exists = new NpgsqlCommand("select to_regclass('messaging.schema_version') is not null", connection);
        if (await exists.ExecuteScalarAsync(cancellation) is not true)
        {
            return 0;
        }

        await using var command = new NpgsqlCommand("select coalesce(max(version), 0) from messaging.schema_version", connection);
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        // The migration of another process, or an index on a large table, takes time.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
