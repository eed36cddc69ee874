using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Funnel.ServiceDefaults;

/// <summary>How large a request's body may be, and what is not read at all. Kestrel counts, also what comes in chunks, and stops reading where it is too much.</summary>
public static class BodyLimits
{
    /// <summary>In bytes, where the route says nothing else: the largest that a single thing can be.</summary>
    public const long Ordinary = 256 * 1024;

    /// <summary>In bytes: of a bulk route, and of one that takes a file in as it comes and never holds it whole.</summary>
    public const long Bulk = 8 * 1024 * 1024, File = 256 * 1024 * 1024;

    /// <summary>What is compressed is not unpacked: nobody can send a little that becomes a lot. And a query is as clean as a body.</summary>
    internal static void RefuseUnreadable(this WebApplication app) => app.Use(static (http, next) =>
    {
        if (http.Request.Headers.ContentEncoding is { Count: > 0 } encodings && encodings is not ["identity"])
        {
            http.Response.Headers[HeaderNames.AcceptEncoding] = "identity";
            return HttpRefusals.UnsupportedMediaType.Because("A body is sent as it is, without Content-Encoding.").ToProblem().ExecuteAsync(http);
        }

        return HasControlCharacter(http.Request.QueryString.Value)
            ? HttpRefusals.MalformedRequest.Because("The query contains control characters.").ToProblem().ExecuteAsync(http)
            : next(http);
    });

    /// <summary>Escaped as <c>%00</c> to <c>%1F</c> or <c>%7F</c>: a web server lets no other through. Tabs and line ends are text.</summary>
    private static bool HasControlCharacter(string? query)
    {
        for (var at = query?.IndexOf('%') ?? -1; at >= 0 && at + 2 < query!.Length; at = query.IndexOf('%', at + 1))
        {
            if ((query[at + 1] is '0' or '1' && query.AsSpan(at + 1, 2) is not ("09" or "0a" or "0A" or "0d" or "0D")) || query.AsSpan(at + 1, 2) is "7f" or "7F")
            {
                return true;
            }
        }

        return false;
    }
}
