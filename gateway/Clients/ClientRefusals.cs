using Funnel.Gateway.Identity;
using Funnel.ServiceDefaults;

namespace Funnel.Gateway.Clients;

internal static class ClientRefusals
{
    public static readonly Refusal
        NotFound = new("client-not-found", 404, "The API client does not exist."),
        BuiltIn = new("client-built-in", 409, "A built-in API client cannot be revoked. Its secret is a setting."),
        ScopeUnknown = new("scope-unknown", 422, "The scope does not exist."),
        ExpiryPast = new("client-expiry-past", 422, "The expiry time is in the past.");

    /// <param name="scopes">May hold null, because a JSON array may.</param>
    public static Result CheckScopes(IEnumerable<string?> scopes)
    {
        foreach (var scope in scopes)
        {
            if (scope is null || !Roles.Permissions.Contains(scope))
            {
                return ScopeUnknown.Because(
                    $"`scopes` contains '{scope ?? "null"}', which is not a scope. "
                    + $"The scopes are: {string.Join(", ", Roles.Permissions)}.");
            }
        }

        return Result.Done;
    }
}
