using System.Text.Json;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Funnel.Gateway.Clients;

/// <summary>Reads the scopes of a client. OpenIddict stores them as a JSON array of names with a prefix.</summary>
internal static class ClientScopes
{
    public static IReadOnlyList<string> Of(ApiClient client) =>
        [.. JsonSerializer.Deserialize<string[]>(client.Permissions ?? "[]")!
            .Where(permission => permission.StartsWith(Permissions.Prefixes.Scope, StringComparison.Ordinal))
            .Select(permission => permission[Permissions.Prefixes.Scope.Length..])];
}
