using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace Funnel.Gateway;

/// <summary>
/// The reverse proxies in front of the gateway. The gateway believes the headers <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> only
/// if one of them sends the request. By default there are none, and the gateway ignores these headers.
/// </summary>
internal sealed class ProxyOptions : IValidatableObject
{
    /// <summary>IP addresses such as <c>10.0.0.7</c>.</summary>
    public string[] Addresses { get; set; } = [];

    /// <summary>Networks such as <c>10.0.0.0/24</c>.</summary>
    public string[] Networks { get; set; } = [];

    public bool HasAny => Addresses.Length + Networks.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
    [
        .. from address in Addresses
           where !IPAddress.TryParse(address, out _)
           select new ValidationResult($"Proxies:Addresses: '{address}' is not an IP address. An accepted value is 10.0.0.7."),
        .. from network in Networks
           where !System.Net.IPNetwork.TryParse(network, out _)
           select new ValidationResult($"Proxies:Networks: '{network}' is not a network. An accepted value is 10.0.0.0/24."),
    ];

    /// <summary>
    /// Follows the chain of proxies from the gateway outwards, and takes the first address that is not a known proxy as the client. The
    /// host is not taken: addresses in responses come from <c>Identity:Issuer</c>.
    /// </summary>
    public ForwardedHeadersOptions ToForwardedHeaders()
    {
        var headers = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null,
        };
        headers.KnownProxies.Clear();
        headers.KnownIPNetworks.Clear();
        foreach (var address in Addresses)
        {
            headers.KnownProxies.Add(IPAddress.Parse(address));
        }

        foreach (var network in Networks)
        {
            headers.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
        }

        return headers;
    }
}
