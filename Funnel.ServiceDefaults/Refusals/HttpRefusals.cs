namespace Funnel.ServiceDefaults;

/// <summary>The refusals that do not belong to a use case: of HTTP, of access and of the gateway.</summary>
public static class HttpRefusals
{
    public static readonly Refusal
        MalformedRequest = new("malformed-request", 400, "The request cannot be read."),
        ParameterUnknown = new("parameter-unknown", 400, "The operation does not have this query parameter."),
        ValidationFailed = new("validation-failed", 400, "One or more fields have invalid values."),
        Unauthenticated = new("unauthenticated", 401, "The request needs a valid access token."),
        Forbidden = new("forbidden", 403, "The caller does not have the needed permission."),
        NotFound = new("not-found", 404, "The path does not exist."),
        MethodNotAllowed = new("method-not-allowed", 405, "The path does not support this HTTP method."),
        NotAcceptable = new("not-acceptable", 406, "The response cannot have the media type in Accept."),
        Timeout = new("request-timeout", 408, "The request took too long to arrive."),
        Conflict = new("conflict", 409, "Another request changed the resource at the same time. Read it again and repeat the change."),
        TooLarge = new("request-too-large", 413, "The body of the request is too large."),
        UnsupportedMediaType =
            new("unsupported-media-type", 415, "The media type or the encoding of the body is not supported."),
        Unexpected = new("unexpected", 500, "The server failed to handle the request. The log of the service has the details."),
        BadGateway = new("bad-gateway", 502, "The service behind the gateway does not answer. Try again later."),
        Unavailable = new("service-unavailable", 503, "The service cannot answer now. Try again later."),
        GatewayTimeout = new("gateway-timeout", 504, "The service behind the gateway did not answer in time. Try again later.");

    private static readonly Dictionary<int, Refusal> ByStatus = new[]
    {
        MalformedRequest, Unauthenticated, Forbidden, NotFound, MethodNotAllowed, NotAcceptable, Timeout, Conflict, TooLarge,
        UnsupportedMediaType, Unexpected, BadGateway, Unavailable, GatewayTimeout,
    }.ToDictionary(refusal => refusal.Status);

    /// <summary>The refusal for a status that the framework answers with.</summary>
    internal static Refusal Of(int status) =>
        ByStatus.GetValueOrDefault(status, status < 500 ? MalformedRequest : Unexpected) with { Status = status };
}
