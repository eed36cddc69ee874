using System.Security.Claims;
using Funnel.Gateway.Identity;
using Funnel.ServiceDefaults;

namespace Funnel.Gateway.Clients;

internal static class ClientRefusals
{
    public static readonly Refusal
        NotFound = new("client-not-found", 404, "The API client does not exist."),
        BuiltIn = new("client-built-in", 409, "A built-in API client cannot be revoked. Its secret is a setting."),
        ScopeUnknown = new("scope-unknown", 422, "The scope does not exist."),
        ScopeNotHeld = new("scope-not-held", 403, "The caller does not have the permission that the scope grants."),
        ExpiryPast = new("client-expiry-past", 422, "The expiry time is in the past.");

    /// <summary>A caller can grant only the permissions that it has itself.</summary>
    /// <param name="scopes">May hold null, because a JSON array may.</param>
    /// <param name="caller">The caller.</param>
    public static Result CheckScopes(IEnumerable<string?> scopes, ClaimsPrincipal caller)
    {
        foreach (var scope in scopes)
        {
            if (scope is null || !Roles.Permissions.Contains(scope))
            {
                return ScopeUnknown.Because(
                    $"`scopes` contains '{scope ?? "null"}', which is not a scope. "
                    + $"The scopes are: {string.Join(", ", Roles.Permissions)}.");
            }

            if (!caller.May(scope))
            {
                return ScopeNotHeld.Because($"`scopes` contains '{scope}', a permission that the caller does not have.");
            }
        }

        return Result.Done;
    }
}
