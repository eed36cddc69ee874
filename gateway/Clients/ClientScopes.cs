using System.Text.Json;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Funnel.Gateway.Clients;

/// <summary>What a client may ask for, as OpenIddict keeps it: a JSON array of prefixed names.</summary>
internal static class ClientScopes
{
    public static IReadOnlyList<string> Of(ApiClient client) =>
        [.. JsonSerializer.Deserialize<string[]>(client.Permissions ?? "[]")!
            .Where(permission => permission.StartsWith(Permissions.Prefixes.Scope, StringComparison.Ordinal))
            .Select(permission => permission[Permissions.Prefixes.Scope.Length..])];
}
