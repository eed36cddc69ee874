using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Funnel.ServiceDefaults;

/// <summary>The largest bodies that are accepted, and the requests that are refused unread.</summary>
/// <remarks>Kestrel counts the bytes, also of a chunked body, and stops reading at the limit.</remarks>
public static class BodyLimits
{
    /// <summary>The limit in bytes, unless the route has another one.</summary>
    public const long Ordinary = 256 * 1024;

    /// <summary>The limits in bytes of a bulk route, and of a route that streams a file.</summary>
    public const long Bulk = 8 * 1024 * 1024, File = 256 * 1024 * 1024;

    /// <summary>Refuses compressed bodies, of which a few bytes could become gigabytes, and queries with control characters.</summary>
    internal static void RefuseUnreadable(this WebApplication app) => app.Use(static (http, next) =>
    {
        if (http.Request.Headers.ContentEncoding is { Count: > 0 } encodings && encodings is not ["identity"])
        {
            http.Response.Headers[HeaderNames.AcceptEncoding] = "identity";
            return HttpRefusals.UnsupportedMediaType
                .Because($"`Content-Encoding` is '{encodings}'. Send the body uncompressed, without this header.").ToProblem()
                .ExecuteAsync(http);
        }

        return HasControlCharacter(http.Request.QueryString.Value)
            ? HttpRefusals.MalformedRequest.Because("The query contains control characters. Tabs and line ends are accepted.").ToProblem()
                .ExecuteAsync(http)
            : next(http);
    });

    /// <summary>
    /// Looks for <c>%00</c> to <c>%1F</c> and <c>%7F</c>: the web server accepts control characters only if they are escaped.
    /// </summary>
    private static bool HasControlCharacter(string? query)
    {
        for (var at = query?.IndexOf('%') ?? -1; at >= 0 && at + 2 < query!.Length; at = query.IndexOf('%', at + 1))
        {
            var code = query.AsSpan(at + 1, 2);
            if ((query[at + 1] is '0' or '1' && code is not ("09" or "0a" or "0A" or "0d" or "0D")) || code is "7f" or "7F")
            {
                return true;
            }
        }

        return false;
    }
}
