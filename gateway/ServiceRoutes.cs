using Funnel.ServiceDefaults;
using Yarp.ReverseProxy.Configuration;

namespace Funnel.Gateway;

/// <summary>
/// The routes to the services behind the gateway. Each service uses its full public path, so the gateway rewrites no path.
/// </summary>
internal static class ServiceRoutes
{
    public static readonly IReadOnlyList<string> ServiceNames = ["marketing", "sales", "insights"];

    /// <summary>Paths that a signed link opens without an access token. The service must open them too.</summary>
    private static readonly (string Service, string Path)[] AnonymousPaths = [("sales", "v1/surveys/answer")];

    /// <summary>Paths that accept whole files. The gateway streams these files to the service.</summary>
    private static readonly (string Service, string Path)[] FilePaths = [("sales", "v1/imports")];

    public static string Title(string service) => char.ToUpperInvariant(service[0]) + service[1..];

    public static IReadOnlyList<RouteConfig> Routes() =>
    [
        .. ServiceNames.SelectMany(service => new[]
        {
            Route(service, service, "{**rest}", "default"),
            Route($"{service}-openapi", service, "openapi/{**rest}", "anonymous"),
        }),
        .. FilePaths.Select(file =>
            Route($"{file.Service}-file-{file.Path}", file.Service, file.Path, "default") with { MaxRequestBodySize = BodyLimits.File }),
        .. AnonymousPaths.Select(open =>
            Route($"{open.Service}-open-{open.Path}", open.Service, open.Path + "/{**rest}", "anonymous")),
    ];

    public static ClusterConfig Cluster(string service, Uri address) => new()
    {
        ClusterId = service,
        // Browsers and programs write names of files and cities in headers. In ASCII, which is the default, they cannot be forwarded.
        HttpClient = new HttpClientConfig { RequestHeaderEncoding = "utf-8" },
        Destinations = new Dictionary<string, DestinationConfig> { [service] = new() { Address = address.ToString() } },
    };

    /// <param name="policy">"default" requires a valid access token, "anonymous" requires none. The service checks the permission.</param>
    private static RouteConfig Route(string id, string service, string path, string policy) => new()
    {
        RouteId = id,
        ClusterId = service,
        Match = new RouteMatch { Path = $"/api/{service}/{path}" },
        AuthorizationPolicy = policy,
        MaxRequestBodySize = BodyLimits.Bulk, // the service sets a lower limit for most of its routes
    };
}
