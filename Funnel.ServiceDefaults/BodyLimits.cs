using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Funnel.ServiceDefaults;

/// <summary>How large a request's body may be. Kestrel counts, also what comes in chunks, and stops reading where it is too much.</summary>
public static class BodyLimits
{
    /// <summary>In bytes, where the route says nothing else: the largest that a single thing can be.</summary>
    public const long Ordinary = 256 * 1024;

    /// <summary>In bytes, of a bulk route.</summary>
    public const long Bulk = 8 * 1024 * 1024;

    /// <summary>What is compressed is not unpacked: nobody can send a little that becomes a lot.</summary>
    internal static void RefuseEncodedBodies(this WebApplication app) => app.Use(static (http, next) =>
    {
        if (http.Request.Headers.ContentEncoding is not { Count: > 0 } encodings || encodings is ["identity"])
        {
            return next(http);
        }

        http.Response.Headers[HeaderNames.AcceptEncoding] = "identity";
        return HttpRefusals.UnsupportedMediaType.Because("A body is sent as it is, without Content-Encoding.").ToProblem().ExecuteAsync(http);
    });
}
