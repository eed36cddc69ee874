using Funnel.ServiceDefaults;
using Funnel.Testing;
using Npgsql;

namespace Funnel.Messaging.Tests;

/// <summary>A database with an audit log, with one role for everything or with the three roles that <c>./funnel</c> makes.</summary>
public sealed class AuditDatabase : IAsyncDisposable
{
    private static int lines;
    private readonly RealParts parts;
    private readonly string[] roles;

    private AuditDatabase(RealParts parts, string[] roles, NpgsqlDataSource service) => (this.parts, this.roles, Service, Superuser) =
        (parts, roles, service, NpgsqlDataSource.Create(parts.Database));

    /// <summary>Connects as the service.</summary>
    public NpgsqlDataSource Service { get; }

    public NpgsqlDataSource Superuser { get; }

    /// <summary>A log that the role of the service owns.</summary>
    public static async Task<AuditDatabase> WithOneRole()
    {
        var parts = await RealParts.Make("audit");
        var database = new AuditDatabase(parts, [], NpgsqlDataSource.Create(parts.Database));
        await AuditSchema.Migrate(database.Service);
        return database;
    }

    /// <summary>A log that a role of its own owns. The roles are those of <c>deploy/local/infra.sh</c>.</summary>
    public static async Task<AuditDatabase> WithRoles()
    {
        var parts = await RealParts.Make("audit");
        var name = new NpgsqlConnectionStringBuilder(parts.Database).Database!;
        var database = new AuditDatabase(parts, [$"{name}_migration", $"{name}_audit", name], As(parts, name));
        await database.Change(
            $"""
            create role {name} login password '{name}';
            create role {name}_audit;
            create role {name}_migration login password '{name}_migration';
            grant {name}, {name}_audit to {name}_migration;
            alter database {name} owner to {name};
            revoke all on database {name} from public;
            grant create on database {name} to {name}_audit;
            alter role {name}_migration in database {name} set role = '{name}';
            """);
        await using var migration = As(parts, $"{name}_migration");
        await AuditSchema.Migrate(migration);
        return database;
    }

    /// <summary>Adds lines in one transaction, as the service, and returns their ids.</summary>
    public async Task<List<Guid>> Add(int count = 1, string entityId = "1", NpgsqlConnection? within = null)
    {
        var ids = Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7()).ToList();
        await using var own = within is null ? await Service.OpenConnectionAsync() : null;
        await using var insert = new NpgsqlCommand(
            """
            insert into audit.lines (id, at, actor, actor_name, action, entity, entity_id, before, after)
            select id, now(), 'tester', 'Test Person', 'changed', 'lead', $2, '{"name": "Ada"}', jsonb_build_object('name', $3)
            from unnest($1) id
            """, within ?? own)
        {
            Parameters = { new() { Value = ids }, new() { Value = entityId }, new() { Value = $"Ana {Interlocked.Increment(ref lines)}" } },
        };
        await insert.ExecuteNonQueryAsync();
        return ids;
    }

    /// <summary>Seals as the service, until nothing is left. A transaction that another test of this server holds open delays it.</summary>
    public async Task SealAll()
    {
        // A transaction in any database of the server holds the lines back that committed after it. All lines go into the same seal.
        await Eventually.Get(() => Scalar<long>("select count(*) from audit.lines where xid >= pg_snapshot_xmin(pg_current_snapshot())"),
            waiting => waiting == 0);
        while (await Scalar<int>("select audit.seal()") > 0)
        {
        }
    }

    public Task<string> Verify() => AuditVerification.Verify(Service, TestContext.Current.CancellationToken);

    public async Task<T> Scalar<T>(string sql)
    {
        await using var command = Service.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Runs SQL as a superuser who has switched the triggers off.</summary>
    public async Task Change(string sql)
    {
        await using var connection = await Superuser.OpenConnectionAsync();
        await using var command = new NpgsqlCommand($"set session_replication_role = replica; {sql}", connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await Superuser.DisposeAsync();
        await parts.DisposeAsync();
        await using var server = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(parts.Database) { Database = "postgres" }.ConnectionString);
        foreach (var role in roles)
        {
            await using var drop = server.CreateCommand($"drop role {role}");
            await drop.ExecuteNonQueryAsync();
        }
    }

    private static NpgsqlDataSource As(RealParts parts, string role) => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(parts.Database) { Username = role, Password = role }.ConnectionString);
}
