using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Funnel.ServiceDefaults;

/// <summary>Sends traces, metrics and logs over OTLP if an endpoint is configured.</summary>
internal static class Telemetry
{
    public static void AddTelemetry(this WebApplicationBuilder builder, string service, bool isPublic)
    {
        builder.AddOptionsFrom<TelemetryOptions>("Telemetry");
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return;
        }

        // Without the scopes of ASP.NET Core, which contain the path of the request: it may be a signed link.
        builder.Logging.AddOpenTelemetry();
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(service))
            .WithTracing(tracing => tracing
                .SetSampler(services => new TraceSampler(Options(services), services.GetRequiredService<TimeProvider>(), isPublic))
                .AddProcessor(services => new ExportOfSlowAndFailed(Options(services), services.GetRequiredService<TimeProvider>()))
                .AddSource("Funnel.*")
                .AddAspNetCoreInstrumentation(http => http.Filter = context => context.Request.Path.Value is not ("/health" or "/alive"))
                .AddHttpClientInstrumentation()
                .AddNpgsql()
                .AddProcessor(new SpanRedaction()))
            .WithMetrics(metrics => metrics
                .AddMeter("Funnel.*", "Npgsql")
                .AddAspNetCoreInstrumentation()
                .AddRuntimeInstrumentation())
            .UseOtlpExporter();

        static TelemetryOptions Options(IServiceProvider services) => services.GetRequiredService<IOptions<TelemetryOptions>>().Value;
    }
}

/// <summary><c>/alive</c> says that the process answers, <c>/health</c> that it can do its work. A degraded service still works.</summary>
internal static class Health
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/alive", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous().WithoutPlace();
        app.MapHealthChecks("/health", new HealthCheckOptions
        {
            ResponseWriter = (context, report) => context.Response.WriteAsJsonAsync(new
            {
                status = report.Status.ToString(),
                checks = report.Entries
                    .ToDictionary(entry => entry.Key, entry => new { status = entry.Value.Status.ToString(), entry.Value.Description }),
            }),
        }).AllowAnonymous().WithoutPlace();
    }
}

/// <summary>Asks the database on a separate connection: if all others are in use, the database is busy and not away.</summary>
internal sealed class DatabaseHealth(string database) : IHealthCheck, IAsyncDisposable
{
    private readonly NpgsqlDataSource own = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(database) { MaxPoolSize = 1, MinPoolSize = 0, Timeout = 2, CommandTimeout = 2,
            MaxAutoPrepare = 0 });

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = own.CreateCommand("select 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException away)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", away);
        }
    }

    public ValueTask DisposeAsync() => own.DisposeAsync();
}
