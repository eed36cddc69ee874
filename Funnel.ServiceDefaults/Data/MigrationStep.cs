using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Funnel.ServiceDefaults;

/// <summary>
/// The step <c>migrate</c>, which runs before a service starts. It waits for a database that is starting, and creates a database
/// that does not exist.
/// </summary>
public static partial class MigrationStep
{
    private const string AdministrativeDatabase = "postgres";

    // A request gives up after two seconds, because a caller waits for its answer. Nobody waits for this step.
    private const int ConnectTimeout = 30;

    private static readonly TimeSpan LongestOutage = TimeSpan.FromMinutes(2), Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs the migrations of a service. A failure that passes by itself is retried for two minutes.</summary>
    /// <param name="app">The service, which has not started.</param>
    /// <param name="migrate">Migrates with the services of a new scope, and with a data source that waits longer than a request.</param>
    /// <exception cref="MigrationException">The database does not answer or refuses the connection.</exception>
    public static async Task RunMigrations<TDb>(this WebApplication app, Func<IServiceProvider, NpgsqlDataSource, Task> migrate)
        where TDb : DbContext
    {
        var settings = new NpgsqlConnectionStringBuilder(app.Services.GetRequiredService<DatabaseSettings>().ConnectionString);
        settings.Timeout = Math.Max(settings.Timeout, ConnectTimeout);
        var clock = app.Services.GetRequiredService<TimeProvider>();
        long? firstFailure = null;
        string? reported = null;
        while (true)
        {
            try
            {
                await Attempt<TDb>(app.Services, settings, migrate);
                return;
            }
            catch (Exception away) when (away.IsDatabaseAway() || IsCreatedByAnother(away))
            {
                var reason = away.InShort();
                firstFailure ??= clock.GetTimestamp();
                if (clock.GetElapsedTime(firstFailure.Value) >= LongestOutage)
                {
                    throw new MigrationException(
                        $"The database '{settings.Database}' at {settings.Host}:{settings.Port} did not answer for two minutes: {reason}");
                }

                if (reason != reported)
                {
                    LogWaiting(app.Logger, settings.Database!, reported = reason);
                }

                await Task.Delay(Pause);
            }
        }
    }

    private static async Task Attempt<TDb>(
        IServiceProvider services, NpgsqlConnectionStringBuilder settings, Func<IServiceProvider, NpgsqlDataSource, Task> migrate)
        where TDb : DbContext
    {
        await using var database = NpgsqlDataSource.Create(settings);
        await using var connection = await Open(database, settings);
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TDb>().Database.SetDbConnection(connection);
        await migrate(scope.ServiceProvider, database);
    }

    private static async Task<NpgsqlConnection> Open(NpgsqlDataSource database, NpgsqlConnectionStringBuilder settings)
    {
        try
        {
            return await database.OpenConnectionAsync();
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            await Create(settings);
            return await database.OpenConnectionAsync();
        }
        catch (PostgresException refused) when (!refused.IsDatabaseAway())
        {
            throw new MigrationException(
                $"PostgreSQL refuses the user '{settings.Username}' in the database '{settings.Database}': {refused.MessageText}.");
        }
    }

    /// <summary>Creates the database. Only users with a grant can connect to it.</summary>
    private static async Task Create(NpgsqlConnectionStringBuilder settings)
    {
        var server = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Database = AdministrativeDatabase, Pooling = false };
        using var quotes = new NpgsqlCommandBuilder();
        var name = quotes.QuoteIdentifier(settings.Database!);
        try
        {
            await using var connection = new NpgsqlConnection(server.ConnectionString);
            await connection.OpenAsync();
            foreach (var sql in new[] { $"create database {name}", $"revoke all on database {name} from public" })
            {
                await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
                await command.ExecuteNonQueryAsync();
            }
        }
        catch (PostgresException refused) when (!refused.IsDatabaseAway() && !IsCreatedByAnother(refused))
        {
            throw new MigrationException(
                $"The database '{settings.Database}' does not exist, and the user '{settings.Username}' cannot create it "
                    + $"({refused.MessageText}). Create it: CREATE DATABASE {name} OWNER {quotes.QuoteIdentifier(settings.Username!)};");
        }
    }

    /// <summary>Whether another step creates this database, or copies the template of all databases, at the same moment.</summary>
    private static bool IsCreatedByAnother(Exception failure) => failure is PostgresException
        { SqlState: PostgresErrorCodes.DuplicateDatabase } or PostgresException
        { SqlState: PostgresErrorCodes.ObjectInUse, Routine: "createdb" } or PostgresException
        { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "pg_database_datname_index" };

    [LoggerMessage(LogLevel.Warning, "Waiting for the database '{Database}': {Reason}")]
    private static partial void LogWaiting(ILogger log, string database, string reason);
}

/// <summary>The migrations cannot run. The message is the sentence that the operator reads.</summary>
public sealed class MigrationException(string message) : Exception(message);
