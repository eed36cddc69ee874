using Yarp.ReverseProxy.Configuration;

namespace Funnel.Gateway;

/// <summary>The services behind the door. Each owns its full public path, so that nothing is rewritten on the way.</summary>
internal static class Services
{
    public static readonly IReadOnlyList<string> Names = ["marketing", "sales", "insights"];

    public static string Title(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    public static IReadOnlyList<RouteConfig> Routes() =>
        [.. Names.Select(name => new RouteConfig
        {
            RouteId = name,
            ClusterId = name,
            Match = new RouteMatch { Path = $"/api/{name}/{{**rest}}" },
        })];

    public static ClusterConfig Cluster(string name, Uri address) => new()
    {
        ClusterId = name,
        Destinations = new Dictionary<string, DestinationConfig> { [name] = new() { Address = address.ToString() } },
    };
}
