using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Funnel.ServiceDefaults;

/// <summary>The service's own database.</summary>
public static class Database
{
    // Prepared statements double or triple the rate of captures. Three services with two replicas each stay below the 200
    // connections of a small server. A request that gets no place within two seconds is answered with 503: a longer wait only
    // makes the queue longer.
    private const string DefaultSettings = "Max Auto Prepare=50;Maximum Pool Size=30;Timeout=2;";

    // Seconds. Nobody waits that long for a connection of the pool, see RequestPlaces. But on a machine without time, the sign-in of a
    // new connection takes seconds, and each attempt that is given up costs the time that the next attempt needs.
    private const int LongestConnect = 15;
    private const long MigrationLock = 0x534348454D41; // "SCHEMA"

    /// <summary>Registers the data source, its traces and its health check.</summary>
    /// <exception cref="SettingException">The connection string is missing or malformed.</exception>
    public static WebApplicationBuilder AddDatabase(this WebApplicationBuilder builder, string name)
    {
        var settings =
            new NpgsqlConnectionStringBuilder(DefaultSettings + builder.Postgres(name)) { ApplicationName =
                builder.Environment.ApplicationName };
        builder.Services.AddSingleton(_ => new RequestPlaces(settings.MaxPoolSize, TimeSpan.FromSeconds(settings.Timeout)));
        builder.Services.AddSingleton(new DatabaseSettings(settings.ConnectionString));
        var pool = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Timeout = Math.Max(settings.Timeout, LongestConnect) };
        builder.Services.AddSingleton(services => new NpgsqlDataSourceBuilder(pool.ConnectionString)
            .UseLoggerFactory(services.GetRequiredService<ILoggerFactory>())
            // A statement outside of a request or an event is a poll: four each second are not worth a trace.
            .ConfigureTracing(tracing => tracing.ConfigureCommandFilter(_ => Activity.Current is not null)
                .ConfigureBatchFilter(_ => Activity.Current is not null))
            .Build());
        builder.Services.AddSingleton(_ => new DatabaseHealth(settings.ConnectionString)).AddHealthChecks()
            .AddCheck<DatabaseHealth>("database");
        builder.Services.AddHostedService<EarlyStatistics>();
        return builder;
    }

    /// <summary>Registers the service's EF Core context on its data source.</summary>
    public static WebApplicationBuilder AddDatabase<TDb>(this WebApplicationBuilder builder, string name) where TDb : DbContext
    {
        builder.AddDatabase(name);
        builder.Services.AddHttpContextAccessor().AddSingleton<AuditTrail>().AddSingleton<HourlyEvents>().AddHostedService<AuditSealer>();
        builder.Services.AddDbContext<TDb>((services, options) => options
            .UseNpgsql(services.GetRequiredService<NpgsqlDataSource>()).UseSnakeCaseNamingConvention()
            .AddInterceptors(services.GetRequiredService<AuditTrail>()));
        return builder;
    }

    /// <summary>
    /// Migrates the database to the schema of the context. One process migrates at a time: the lock of EF Core ends after each
    /// migration.
    /// </summary>
    public static async Task Migrate(this DbContext db)
    {
        db.Database.SetCommandTimeout(TimeSpan.Zero); // the migration of another process, or an index on a large table, takes time
        await db.Database.OpenConnectionAsync();
        await db.Database.ExecuteSqlRawAsync($"select pg_advisory_lock({MigrationLock})");
        await AuditSchema.Migrate((NpgsqlConnection)db.Database.GetDbConnection());
        await db.Database.MigrateAsync();
        await db.Database.ExecuteSqlRawAsync($"select pg_advisory_unlock({MigrationLock})");
    }
}

/// <summary>The connection string of the service's own database.</summary>
internal sealed record DatabaseSettings(string ConnectionString);
