using Funnel.ServiceDefaults;

namespace Funnel.Gateway.Identity;

/// <summary>Refuses requests to the sign-in page and the token endpoint that OpenIddict would fail to read.</summary>
/// <remarks>
/// OpenIddict reads the form itself, before any route. So this step runs before the authentication. RFC 6749, section 3.1: a
/// parameter must not be sent twice.
/// </remarks>
internal static class ConnectRequests
{
    public static async Task RefuseUnreadable(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Path.StartsWithSegments("/connect") && (await Check(http)).IsRefused(out var refusal))
        {
            await refusal.With("error", "invalid_request").ToProblem().ExecuteAsync(http);
            return;
        }

        await next(http);
    }

    private static async Task<Result> Check(HttpContext http)
    {
        try
        {
            var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(http.RequestAborted) : FormCollection.Empty;
            var doubled = http.Request.Query.Concat(form).FirstOrDefault(parameter => parameter.Value.Count > 1);
            return doubled.Key is null
                ? Result.Done
                : HttpRefusals.MalformedRequest.Because(
                    $"The parameter `{doubled.Key}` is sent {doubled.Value.Count} times. Send each parameter once.");
        }
        catch (InvalidDataException)
        {
            return HttpRefusals.MalformedRequest.Because("The form cannot be read: it has too many fields, or a field is too long.");
        }
    }
}
