using Npgsql;

namespace Funnel.ServiceDefaults;

/// <summary>The schema <c>audit</c> of a database, made by <c>audit.sql</c>.</summary>
/// <remarks>
/// A role that can change the log must not be the role of the service. So if there is a role <c>ROLE_audit</c> beside the service's
/// role, that role becomes the owner of the schema. The service's role only gets the right to read, to add lines, to seal and to
/// blank. With a single role, that role owns everything.
/// </remarks>
public static class AuditSchema
{
    private const long MigrationLock = 0x4155444954; // "AUDIT"

    private const string FindOwner =
        "select quote_ident(rolname), quote_ident(current_user), pg_has_role(session_user, oid, 'member') from pg_roles "
            + "where rolname = current_user || '_audit'";

    /// <param name="runtime">The role of the service. The columns that it cannot write are those that order and hash the lines.</param>
    private static string Grants(string runtime) =>
        $"""
        grant usage on schema audit to {runtime};
        grant select on audit.lines, audit.seals to {runtime};
        grant insert (id, at, actor, actor_name, action, entity, entity_id, before, after) on audit.lines to {runtime};
        revoke execute on all functions in schema audit from public;
        grant execute on function audit.values_hash, audit.line_hash, audit.seal_hash, audit.seal, audit.blank to {runtime};
        """;

    /// <summary>Creates the schema if it is missing.</summary>
    public static async Task Migrate(NpgsqlDataSource database)
    {
        await using var connection = await database.OpenConnectionAsync();
        await Migrate(connection);
    }

    internal static async Task Migrate(NpgsqlConnection connection)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await Execute(connection, $"select pg_advisory_xact_lock({MigrationLock})");
        await using (var exists = new NpgsqlCommand("select to_regnamespace('audit') is not null", connection))
        {
            if (await exists.ExecuteScalarAsync() is true)
            {
                return;
            }
        }

        var roles = await Roles(connection);
        using var script = new StreamReader(typeof(AuditSchema).Assembly.GetManifestResourceStream("audit.sql")!);
        var sql = await script.ReadToEndAsync();
        await Execute(connection, roles is var (owner, runtime) ? $"set local role {owner}; {sql}; {Grants(runtime)}" : sql);
        await transaction.CommitAsync();
    }

    /// <summary>The owner of the log and the role of the service; null if there is one role for both.</summary>
    /// <exception cref="SettingException">There is an owner, but the migration step may not act as it.</exception>
    private static async Task<(string Owner, string Runtime)?> Roles(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(FindOwner, connection);
        await using var reader = await command.ExecuteReaderAsync();
        if (!await reader.ReadAsync())
        {
            return null;
        }

        var (owner, runtime) = (reader.GetString(0), reader.GetString(1));
        return reader.GetBoolean(2)
            ? (owner, runtime)
            : throw new SettingException(
                $"The role {owner} must own the audit log, but the role of the migration step is not a member of it. Run the migration "
                    + $"with a connection string of a role that is a member of {owner} and of {runtime}.");
    }

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}
