using System.Security.Claims;
using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Funnel.Gateway.Identity;

/// <summary>An API client's access token (client credentials, RFC 6749 section 4.4). OpenIddict has checked the client and its scopes by now.</summary>
internal static class IssueToken
{
    public const string Audience = "funnel";

    public static async Task<IResult> Handle(HttpContext http, IOpenIddictApplicationManager clients, CancellationToken cancellation)
    {
        var request = http.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("This is no OAuth request.");
        var client = await clients.FindByClientIdAsync(request.ClientId!, cancellation) ?? throw new InvalidOperationException("The client is gone.");
        var identity = new ClaimsIdentity(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, request.ClientId).SetClaim(Claims.Name, await clients.GetDisplayNameAsync(client, cancellation));
        var scopes = request.GetScopes();
        // Without a wish it gets all that it may have.
        identity.SetScopes(scopes.Length > 0 ? scopes : [.. (await clients.GetPermissionsAsync(client, cancellation))
            .Where(permission => permission.StartsWith(Permissions.Prefixes.Scope, StringComparison.Ordinal))
            .Select(permission => permission[Permissions.Prefixes.Scope.Length..])]);
        identity.SetResources(Audience);
        identity.SetDestinations(static _ => [Destinations.AccessToken]);
        return Results.SignIn(new ClaimsPrincipal(identity), authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }
}
