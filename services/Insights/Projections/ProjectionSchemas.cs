using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Funnel.Insights.Projections;

/// <summary>
/// Makes the projections' tables. At start rather than by a migration: they hold nothing that could not be made again, so
/// that a changed version is no migration but a rebuild, and a rebuild makes tables too.
/// </summary>
internal sealed partial class ProjectionSchemas(
    IEnumerable<Projection> projections, NpgsqlDataSource database, IServiceScopeFactory scopes, TimeProvider clock, ILogger<ProjectionSchemas> log)
    : IHostedService
{
    /// <summary>Beside the projection's own tables: its version, and the last event of each source by when it was recorded.</summary>
    private const string Common =
        """
        create schema {schema};
        create table {schema}.version (version integer primary key);
        create table {schema}.progress (
            source      text        primary key,
            event_id    uuid        not null,
            time        timestamptz not null,
            recorded_at timestamptz not null,
            applied_at  timestamptz not null
        );
        """;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var outdated = new List<Projection>();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.Execute($"select pg_advisory_xact_lock({Folding.Lock})", cancellationToken);
        foreach (var projection in projections)
        {
            var version = await Version(connection, projection.Name, cancellationToken);
            if (version == projection.Version)
            {
                continue;
            }

            await Make(connection, projection, projection.Name, cancellationToken);
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

    /// <summary>Empty tables of this build's version; what was there is gone.</summary>
    public static Task Make(NpgsqlConnection connection, Projection projection, string schema, CancellationToken cancellation) =>
        connection.Execute(
            $"""
            drop schema if exists {schema} cascade;
            {Common.Replace("{schema}", schema, StringComparison.Ordinal)}
            insert into {schema}.version values ({projection.Version});
            {projection.Ddl(schema)}
            """, cancellation);

    /// <summary>Puts the tables that a rebuild has made in the place of the live ones.</summary>
    public static Task Swap(NpgsqlConnection connection, Projection projection, CancellationToken cancellation) =>
        connection.Execute($"drop schema {projection.Name} cascade; alter schema {projection.NextSchema} rename to {projection.Name}", cancellation);

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
            LogUnrequested(string.Join(", ", outdated.Select(projection => projection.Name)));
            return;
        }

        db.Add(Rebuild.Request(RebuildSource.Journal, [.. outdated.Select(projection => projection.Name)], clock.GetUtcNow()));
        await db.SaveChangesAsync(cancellation);
    }

    [LoggerMessage(LogLevel.Warning, "Projection {Name} had version {Old} and has {New}: it starts empty and is rebuilt from the journals")]
    private partial void LogOutdated(string name, int old, int @new);

    [LoggerMessage(LogLevel.Error, "Another rebuild is under way: ask for one of {Names} afterwards, they are empty")]
    private partial void LogUnrequested(string names);
}

internal static class Sql
{
    public static async Task Execute(this NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
