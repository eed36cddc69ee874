using Funnel.Gateway.Identity;
using Funnel.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace Funnel.Gateway;

/// <summary>The middleware that every request passes before its route: security headers, CORS, rate limits, authentication.</summary>
internal static class GatewayPipeline
{
    private static readonly string[] ExposedHeaders =
        ["ETag", "Location", "Retry-After", "RateLimit", "RateLimit-Policy", "Idempotency-Replayed"];

    public static void AddGatewayPipeline(this WebApplicationBuilder builder)
    {
        builder.AddOptionsFrom<RateLimitOptions>("RateLimits");
        builder.AddOptionsFrom<CorsOptions>("Cors");
        builder.AddOptionsFrom<ProxyOptions>("Proxies");
        builder.Services.AddSingleton<SecurityHeaders>();
        builder.Services.AddSingleton<RateLimits>();
        builder.Services.AddCors();
    }

    /// <param name="app">The gateway.</param>
    /// <param name="hasIdentityServer">False if an external identity provider signs users in.</param>
    public static void UseGatewayPipeline(this WebApplication app, bool hasIdentityServer)
    {
        // The authentication middleware issues the tokens. The exception handler must wrap it, so that its failures become problems.
        app.UseExceptionHandler();
        if (app.Services.GetRequiredService<IOptions<ProxyOptions>>().Value is { HasAny: true } proxies)
        {
            app.UseForwardedHeaders(proxies.ToForwardedHeaders());
        }

        app.Use(app.Services.GetRequiredService<SecurityHeaders>().Add);
        if (app.Services.GetRequiredService<IOptions<CorsOptions>>().Value.Origins is { Length: > 0 } origins)
        {
            app.UseCors(cors => cors.WithOrigins(origins).AllowAnyMethod().AllowAnyHeader()
                .WithExposedHeaders(ExposedHeaders).SetPreflightMaxAge(TimeSpan.FromHours(1)));
        }

        var limits = app.Services.GetRequiredService<RateLimits>();
        app.Use(limits.LimitSignIns);
        if (hasIdentityServer)
        {
            app.Use(ConnectRequests.RefuseUnreadable);
        }

        app.UseAuthentication();
        app.Use(limits.LimitRequests);
    }
}
