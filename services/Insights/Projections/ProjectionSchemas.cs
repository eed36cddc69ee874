using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Funnel.Insights.Projections;

/// <summary>
/// Creates the tables of the projections when the service starts. They are not created by a migration, because they can always be
/// rebuilt from the journals: a changed version drops them and requests a rebuild.
/// </summary>
internal sealed partial class ProjectionSchemas(
    IEnumerable<Projection> projections, NpgsqlDataSource database, IServiceScopeFactory scopes, TimeProvider clock,
    ILogger<ProjectionSchemas> log)
    : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var outdated = new List<Projection>();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.Execute($"select pg_advisory_xact_lock({ProjectionWriter.Lock})", cancellationToken);
        foreach (var projection in projections)
        {
            var version = await Version(connection, projection.Name, cancellationToken);
            if (version == projection.Version)
            {
                continue;
            }

            await Create(connection, projection, projection.Name, cancellationToken);
            if (version is not null)
            {
                outdated.Add(projection);
                LogOutdated(projection.Name, version.Value, projection.Version);
            }
        }

        await transaction.CommitAsync(cancellationToken);
        await RequestRebuild(outdated, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Drops the schema and creates it with empty tables of this build's version.</summary>
    public static Task Create(NpgsqlConnection connection, Projection projection, string schema, CancellationToken cancellation) =>
        connection.Execute(
            $"""
            drop schema if exists {schema} cascade;
            {Projection.Ddl("common", schema)}
            insert into {schema}.version values ({projection.Version});
            insert into {schema}.freshness (service)
            values {string.Join(", ", projection.Types.Select(types => $"('{types.Key}')"))};
            {Projection.Ddl(projection.Name, schema)}
            """, cancellation);

    /// <summary>Replaces the live tables by the tables that a rebuild created.</summary>
    public static Task Swap(NpgsqlConnection connection, Projection projection, CancellationToken cancellation) =>
        connection.Execute(
            $"drop schema {projection.Name} cascade; alter schema {projection.NextSchema} rename to {projection.Name}", cancellation);

    private static async Task<int?> Version(NpgsqlConnection connection, string schema, CancellationToken cancellation)
    {
        await using var exists = new NpgsqlCommand($"select to_regclass('{schema}.version') is not null", connection);
        if (await exists.ExecuteScalarAsync(cancellation) is not true)
        {
            return null;
        }

        await using var select = new NpgsqlCommand($"select version from {schema}.version", connection);
        return await select.ExecuteScalarAsync(cancellation) as int?;
    }

    private async Task RequestRebuild(List<Projection> outdated, CancellationToken cancellation)
    {
        if (outdated.Count == 0)
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<InsightsDb>();
        if (await db.Rebuilds.AnyAsync(rebuild => rebuild.State == RebuildState.Running, cancellation))
        {
            LogNotRequested(string.Join(", ", outdated.Select(projection => projection.Name)));
            return;
        }

        db.Add(Rebuild.Request(RebuildSource.Journal, [.. outdated.Select(projection => projection.Name)], clock.GetUtcNow()));
        await db.SaveChangesAsync(cancellation);
    }

    [LoggerMessage(LogLevel.Warning,
        "Projection {Name} changed from version {Old} to {New}. It starts empty and is rebuilt from the journals")]
    private partial void LogOutdated(string name, int old, int @new);

    [LoggerMessage(LogLevel.Error, "Projections {Names} are empty, but another rebuild is running. Start a rebuild of them after it")]
    private partial void LogNotRequested(string names);
}

internal static class Sql
{
    public static async Task Execute(this NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
