using Funnel.ServiceDefaults;
using Yarp.ReverseProxy.Configuration;

namespace Funnel.Gateway;

/// <summary>The services behind the door. Each owns its full public path, so that nothing is rewritten on the way.</summary>
internal static class Services
{
    public static readonly IReadOnlyList<string> Names = ["marketing", "sales", "insights"];

    public static string Title(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    public static IReadOnlyList<RouteConfig> Routes() =>
        [.. Names.SelectMany(name => new[] { Route(name, name, "{**rest}", "default"), Route($"{name}-openapi", name, "openapi/{**rest}", "anonymous") }),
            .. Files.Select(file => Route($"{file.Service}-file-{file.Path}", file.Service, file.Path, "default") with { MaxRequestBodySize = BodyLimits.File }),
            .. Open.Select(open => Route($"{open.Service}-open-{open.Path}", open.Service, open.Path + "/{**rest}", "anonymous"))];

    /// <summary>What people reach by a signed link, without a token. The service itself says so too, or nothing is open.</summary>
    private static readonly (string Service, string Path)[] Open = [("sales", "v1/surveys/answer")];

    /// <summary>What takes whole files, which go through as they come.</summary>
    private static readonly (string Service, string Path)[] Files = [("sales", "v1/imports")];

    /// <param name="policy">Whether a valid token is needed; what it must allow is the service's to say.</param>
    private static RouteConfig Route(string id, string service, string path, string policy) => new()
    {
        RouteId = id,
        ClusterId = service,
        Match = new RouteMatch { Path = $"/api/{service}/{path}" },
        AuthorizationPolicy = policy,
        MaxRequestBodySize = BodyLimits.Bulk, // the service behind it says which routes take less
    };

    public static ClusterConfig Cluster(string name, Uri address) => new()
    {
        ClusterId = name,
        Destinations = new Dictionary<string, DestinationConfig> { [name] = new() { Address = address.ToString() } },
    };
}
