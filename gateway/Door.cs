using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace Funnel.Gateway;

/// <summary>What holds for whoever comes in, before any route: how often, from which other sites, and what a browser may do with the answers.</summary>
internal static class Door
{
    private static readonly string[] Exposed = ["ETag", "Location", "Retry-After", "RateLimit", "RateLimit-Policy", "Idempotency-Replayed"];

    public static void AddDoor(this WebApplicationBuilder builder)
    {
        builder.AddOptionsFrom<RateLimitOptions>("RateLimits");
        builder.AddOptionsFrom<CorsOptions>("Cors");
        builder.Services.AddSingleton<RateLimits>();
        builder.Services.AddCors();
    }

    public static void UseDoor(this WebApplication app)
    {
        // Tokens are given out by the authentication itself: what fails there is a problem as anywhere else.
        app.UseExceptionHandler();
        app.Use(HarmlessToBrowsers);
        if (app.Services.GetRequiredService<IOptions<CorsOptions>>().Value.Origins is { Length: > 0 } origins)
        {
            app.UseCors(cors => cors.WithOrigins(origins).AllowAnyMethod().AllowAnyHeader().WithExposedHeaders(Exposed).SetPreflightMaxAge(TimeSpan.FromHours(1)));
        }

        var limits = app.Services.GetRequiredService<RateLimits>();
        app.Use(limits.SignIns);
        app.UseAuthentication();
        app.Use(limits.Requests);
    }

    /// <summary>Answers are data. A page that is more than that, such as the documentation, says so itself.</summary>
    private static Task HarmlessToBrowsers(HttpContext http, RequestDelegate next)
    {
        http.Response.OnStarting(static state =>
        {
            var headers = ((HttpContext)state).Response.Headers;
            headers.Remove("Server");
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            if (headers.ContentSecurityPolicy.Count == 0)
            {
                headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
            }

            if (headers.CacheControl.Count == 0)
            {
                headers.CacheControl = "private, no-cache";
            }

            if (((HttpContext)state).Request.IsHttps)
            {
                headers.StrictTransportSecurity = "max-age=31536000";
            }

            return Task.CompletedTask;
        }, http);
        return next(http);
    }
}

/// <summary>Which other sites' scripts may call; none unless told.</summary>
internal sealed class CorsOptions : IValidatableObject
{
    /// <summary>Such as <c>https://console.example</c>.</summary>
    public string[] Origins { get; set; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from origin in Origins
        where !Uri.TryCreate(origin, UriKind.Absolute, out var address) || address.GetLeftPart(UriPartial.Authority) != origin
        select new ValidationResult($"Cors:Origins: '{origin}' is no origin such as https://console.example.");
}
