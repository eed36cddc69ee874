using System.Text.Json;

namespace Funnel.Testing;

/// <summary>The roles of people and the permissions of all services, as the gateway knows them.</summary>
public static class KnownRoles
{
    /// <summary>The permissions by role.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> All =
        JsonSerializer.Deserialize<Dictionary<string, string[]>>(File.ReadAllText(Path.Combine(Repository.Root, "gateway", "roles.json")))!;

    /// <summary>All permissions.</summary>
    public static readonly IReadOnlyList<string> Permissions = All["administrator"];
}
