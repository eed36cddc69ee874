using System.Text.Json;
using Funnel.ServiceDefaults;

namespace Funnel.Gateway.Identity;

/// <summary>
/// The roles of people and the permissions of all services, from <c>roles.json</c>. The services own their permissions; a
/// test compares the file with them.
/// </summary>
internal static class Roles
{
    /// <summary>The permissions by role.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> All = Read();

    /// <summary>All permissions, which are also the scopes of API clients.</summary>
    public static readonly IReadOnlyList<string> Permissions = All[AccessRules.Administrator];

    private static Dictionary<string, string[]> Read()
    {
        using var file = typeof(Roles).Assembly.GetManifestResourceStream("roles.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, string[]>>(file)!;
    }
}
