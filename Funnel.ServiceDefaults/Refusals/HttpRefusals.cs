namespace Funnel.ServiceDefaults;

/// <summary>What is refused before, behind or beside every use case.</summary>
public static class HttpRefusals
{
    public static readonly Refusal
        MalformedRequest = new("malformed-request", 400, "The request cannot be read."),
        ValidationFailed = new("validation-failed", 400, "One or more validation errors occurred."),
        Unauthenticated = new("unauthenticated", 401, "A valid access token is needed."),
        Forbidden = new("forbidden", 403, "The caller may not do this."),
        NotFound = new("not-found", 404, "There is nothing at this address."),
        MethodNotAllowed = new("method-not-allowed", 405, "This address does not know the method."),
        NotAcceptable = new("not-acceptable", 406, "It cannot be shown in any form that is accepted."),
        Timeout = new("request-timeout", 408, "The request took too long to arrive."),
        Conflict = new("conflict", 409, "Somebody else changed it at the same time."),
        TooLarge = new("request-too-large", 413, "The request is too large."),
        UnsupportedMediaType = new("unsupported-media-type", 415, "The request's body is of a type, or encoded in a way, that is not read here."),
        Unexpected = new("unexpected", 500, "Something went wrong on our side."),
        BadGateway = new("bad-gateway", 502, "The service behind the gateway does not answer; try again."),
        Unavailable = new("service-unavailable", 503, "The service cannot answer now; try again."),
        GatewayTimeout = new("gateway-timeout", 504, "The service behind the gateway did not answer in time.");

    private static readonly Dictionary<int, Refusal> ByStatus = new[]
    {
        MalformedRequest, Unauthenticated, Forbidden, NotFound, MethodNotAllowed, NotAcceptable, Timeout, Conflict, TooLarge, UnsupportedMediaType, Unexpected, BadGateway, Unavailable, GatewayTimeout,
    }.ToDictionary(refusal => refusal.Status);

    /// <summary>The words for a status that comes from the framework.</summary>
    internal static Refusal Of(int status) => ByStatus.GetValueOrDefault(status, status < 500 ? MalformedRequest : Unexpected) with { Status = status };
}
