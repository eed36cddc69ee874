using Funnel.Gateway.Identity;
using Microsoft.Extensions.Options;

namespace Funnel.Gateway;

/// <summary>Adds security headers to every response.</summary>
internal sealed class SecurityHeaders(IOptions<IdentityOptions> identity)
{
    /// <summary>
    /// A proxy may end TLS and send plain HTTP, so the public address counts too. Browsers ignore the header over plain HTTP.
    /// </summary>
    private readonly bool isPublicHttps = identity.Value.Issuer?.Scheme == Uri.UriSchemeHttps;

    /// <summary>API responses are data, which a browser must not run, frame or cache. A page sets its own policy before.</summary>
    public Task Add(HttpContext http, RequestDelegate next)
    {
        http.Response.OnStarting(static state =>
        {
            var (http, isPublicHttps) = ((HttpContext, bool))state;
            var headers = http.Response.Headers;
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

            if (isPublicHttps || http.Request.IsHttps)
            {
                headers.StrictTransportSecurity = "max-age=31536000";
            }

            return Task.CompletedTask;
        }, (http, isPublicHttps));
        return next(http);
    }
}
