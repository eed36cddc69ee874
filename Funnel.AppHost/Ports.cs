using System.Globalization;
using System.Net.NetworkInformation;

namespace Funnel.AppHost;

/// <summary>The ports of Funnel. They are the same as those of <c>./funnel up</c>, so only one of the two can run.</summary>
internal static class Ports
{
    private const int Count = 4;

    /// <summary>Whether the gateway can use the port, and the three services the ports after it.</summary>
    /// <param name="first">The port of the gateway.</param>
    /// <param name="complaint">The sentence that tells the user what to do.</param>
    public static bool AreFree(int first, out string complaint)
    {
        var used = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port)
            .Where(port => port >= first && port < first + Count).Distinct().Order()
            .Select(port => port.ToString(CultureInfo.InvariantCulture)).ToList();
        complaint = $"Port {string.Join(", ", used)} is in use. If ./funnel up is running, stop it with ./funnel down, or choose other "
            + "ports for this start: FUNNEL_PORT=8080";
        return used.Count == 0;
    }
}
