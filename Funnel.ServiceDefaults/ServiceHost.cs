using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Funnel.ServiceDefaults;

/// <summary>The setup that every service and the gateway share: telemetry, health, problems, access and JSON.</summary>
public static class ServiceHost
{
    /// <summary>The longest time that stopping takes. The grace period of an orchestrator must be longer.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(15);

    /// <summary>The exit code for a configuration error, as in sysexits.h.</summary>
    private const int WrongSettings = 78;

    private const int Failed = 1;

    /// <param name="builder">The service.</param>
    /// <param name="service">The name of the service.</param>
    /// <param name="isPublic">Whether callers from outside call this service, so that it decides which traces are kept.</param>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string service, bool isPublic = false)
    {
        // The readers of the journal poll four times a second, and lost races are run again: neither is worth a log line. The
        // code that gives up logs the failure.
        builder.Logging.AddFilter("Npgsql", LogLevel.Warning).AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information).AddFilter("System.Net.Http", LogLevel.Warning)
            .AddFilter("Yarp", LogLevel.Warning).AddFilter("Yarp.ReverseProxy.Forwarder", LogLevel.None)
            .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None);
        // Aspire asks for the format "simple", because people read the logs in its dashboard.
        if (string.IsNullOrEmpty(builder.Configuration["Logging:Console:FormatterName"]))
        {
            builder.Logging.AddJsonConsole(json => (json.UseUtcTimestamp, json.TimestampFormat) = (true, "O"));
        }

        builder.Services.AddSingleton<LoggerFactory>().AddSingleton<ILoggerFactory, RedactingLoggerFactory>();
        builder.AddTelemetry(service, isPublic);
        builder.Services.AddHealthChecks();
        builder.Services.AddFunnelProblems();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddTransient<IStartupFilter, HeadRequests>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainTime);
        builder.WebHost
            .ConfigureKestrel(kestrel => (kestrel.AddServerHeader, kestrel.Limits.MaxRequestBodySize) = (false, BodyLimits.Ordinary));
        return builder;
    }

    /// <summary>Adds access by permission and strict JSON.</summary>
    /// <remarks>
    /// Validation and OpenAPI are generated for the project that calls them, so each Program calls AddValidation and AddOpenApi
    /// itself.
    /// </remarks>
    /// <param name="builder">The service.</param>
    /// <param name="grants">The permissions that the service adds to the common ones, by role.</param>
    public static WebApplicationBuilder AddApi(this WebApplicationBuilder builder, IReadOnlyDictionary<string, string[]>? grants = null)
    {
        builder.Services.Configure<JsonOptions>(json => MakeStrict(json.SerializerOptions)).AddEndpointsApiExplorer();
        return builder.AddAccess(grants);
    }

    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.RefuseUnreadable();
        app.UseAuthentication();
        app.UseAuthorization();
        app.RefuseUnknownParameters();
        app.LimitRequests();
        app.MapHealth();
        return app;
    }

    /// <summary>
    /// Runs a program. A wrong setting, an unavailable database of a migration or a changed audit log ends it with one sentence instead
    /// of a stack trace.
    /// </summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> Run(Func<Task> program)
    {
        try
        {
            await program();
            return 0;
        }
        catch (Exception wrong) when (wrong is SettingException or OptionsValidationException)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return WrongSettings;
        }
        catch (Exception failed) when (failed is MigrationException or AuditDifferenceException)
        {
            await Console.Error.WriteLineAsync(failed.Message);
            return Failed;
        }
    }

    /// <summary>Unknown fields, wrong types and duplicates are refused, never ignored.</summary>
    internal static void MakeStrict(JsonSerializerOptions json)
    {
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.RespectNullableAnnotations = true;
        json.RespectRequiredConstructorParameters = true;
        json.AllowDuplicateProperties = false;
        json.MaxDepth = 16;
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        json.Converters.Add(new CleanTextConverter());
        json.Converters.Add(new UtcConverter());
        json.Converters.Add(new DayConverter());
    }
}
