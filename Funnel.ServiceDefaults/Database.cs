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
    /// <summary>Registers the data source, its traces and its part of <c>/health</c>.</summary>
    /// <exception cref="SettingException">The connection string is missing or wrong.</exception>
    public static WebApplicationBuilder AddDatabase(this WebApplicationBuilder builder, string name)
    {
        var settings = new NpgsqlConnectionStringBuilder(builder.Postgres(name)) { ApplicationName = builder.Environment.ApplicationName };
        if (settings.MaxAutoPrepare == 0)
        {
            // Measured: three times the captures of one client, two times those of sixteen.
            settings.MaxAutoPrepare = 50;
        }

        if (!settings.ContainsKey("Maximum Pool Size"))
        {
            // Three services with two replicas each stay below the 200 connections of a small server.
            settings.MaxPoolSize = 30;
        }

        if (!settings.ContainsKey("Timeout"))
        {
            // Who can't have a connection by then is told to come again; to queue longer only makes the queue longer.
            settings.Timeout = 2;
        }

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

    /// <summary>Another writer was faster: it changed the row, took the key, or made what is to be changed unchangeable.</summary>
    public static bool IsConflict(this DbUpdateException failure) =>
        failure is DbUpdateConcurrencyException
        || failure.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.RestrictViolation };
}
