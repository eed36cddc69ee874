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
    // Prepared, measured: two to three times the captures. Three services with two replicas each stay below a small server's 200.
    // Who has none after two seconds is told to come again: to queue longer only makes the queue longer.
    private const string UnlessToldOtherwise = "Max Auto Prepare=50;Maximum Pool Size=30;Timeout=2;";
    private const long MigrationLock = 0x534348454D41; // "SCHEMA"

    /// <summary>Registers the data source, its traces and its part of <c>/health</c>.</summary>
    /// <exception cref="SettingException">The connection string is missing or wrong.</exception>
    public static WebApplicationBuilder AddDatabase(this WebApplicationBuilder builder, string name)
    {
        var settings = new NpgsqlConnectionStringBuilder(UnlessToldOtherwise + builder.Postgres(name)) { ApplicationName = builder.Environment.ApplicationName };
        builder.Services.AddSingleton(services => new NpgsqlDataSourceBuilder(settings.ConnectionString)
            .UseLoggerFactory(services.GetRequiredService<ILoggerFactory>())
            // Without a request or an event around it a statement is a reader's poll, of which four a second are no news.
            .ConfigureTracing(tracing => tracing.ConfigureCommandFilter(_ => Activity.Current is not null).ConfigureBatchFilter(_ => Activity.Current is not null))
            .Build());
        builder.Services.AddSingleton(_ => new DatabaseHealth(settings.ConnectionString)).AddHealthChecks().AddCheck<DatabaseHealth>("database");
        return builder;
    }

    /// <summary>Registers the service's EF Core context on its data source.</summary>
    public static WebApplicationBuilder AddDatabase<TDb>(this WebApplicationBuilder builder, string name) where TDb : DbContext
    {
        builder.AddDatabase(name);
        builder.Services.AddHttpContextAccessor().AddSingleton<AuditTrail>();
        builder.Services.AddDbContext<TDb>((services, options) => options
            .UseNpgsql(services.GetRequiredService<NpgsqlDataSource>()).UseSnakeCaseNamingConvention()
            .AddInterceptors(services.GetRequiredService<AuditTrail>()));
        return builder;
    }

    /// <summary>Brings the database to the context's schema, one process at a time: EF Core's own lock ends with each migration.</summary>
    public static async Task Migrate(this DbContext db)
    {
        db.Database.SetCommandTimeout(TimeSpan.Zero); // another's migration, or an index on a large table, takes its time
        await db.Database.OpenConnectionAsync();
        await db.Database.ExecuteSqlRawAsync($"select pg_advisory_lock({MigrationLock})");
        await db.Database.MigrateAsync();
        await db.Database.ExecuteSqlRawAsync($"select pg_advisory_unlock({MigrationLock})");
    }

    /// <summary>Another writer was faster: it changed the row, took the key, or made what is to be changed unchangeable.</summary>
    public static bool IsConflict(this DbUpdateException failure) =>
        failure is DbUpdateConcurrencyException
        || failure.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.RestrictViolation };
}
