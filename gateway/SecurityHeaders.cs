namespace Funnel.Gateway;

/// <summary>Adds security headers to every response.</summary>
internal static class SecurityHeaders
{
    /// <summary>API responses are data, which a browser must not run, frame or cache. A page sets its own policy before.</summary>
    public static Task Add(HttpContext http, RequestDelegate next)
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
