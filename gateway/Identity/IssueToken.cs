using System.Security.Claims;
using Funnel.Gateway.Clients;
using Funnel.Gateway.People;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using OpenIddict.Abstractions;
using OpenIddict.Core;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Funnel.Gateway.Identity;

/// <summary>Access tokens: an API client's by client credentials, a person's for a code or a refresh token. OpenIddict has checked all that came with the request by now.</summary>
internal static class IssueToken
{
    public const string Audience = "funnel";

    /// <summary>Changes with the password, the roles and whether the person may come in; only the server reads it.</summary>
    private const string Stamp = "funnel_stamp";

    public static async Task<IResult> Handle(
        HttpContext http, OpenIddictApplicationManager<ApiClient> clients, UserManager<Person> people, Revocations revocations, TimeProvider clock)
    {
        var request = http.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("This is no OAuth request.");
        if (!request.IsClientCredentialsGrantType())
        {
            return await Renew(http, request, people, revocations);
        }

        var now = clock.GetUtcNow();
        var client = await clients.FindByClientIdAsync(request.ClientId!, http.RequestAborted) ?? throw new InvalidOperationException("The client is gone.");
        if (!client.MayHaveTokens(now))
        {
            return Refuse(Errors.InvalidClient, "The client was revoked, or has expired.");
        }

        var identity = Identity().SetClaim(Claims.Subject, client.ClientId).SetClaim(Claims.Name, client.DisplayName);
        var scopes = request.GetScopes();
        // Without a wish it gets all that it may have.
        identity.SetScopes(scopes.Length > 0 ? scopes : [.. ClientScopes.Of(client)]);
        if (client.ExpiresAt - now < IdentitySetup.TokenLifetime)
        {
            identity.SetAccessTokenLifetime(client.ExpiresAt - now);
        }

        return SignIn(identity);
    }

    /// <summary>What a person's tokens say.</summary>
    public static ClaimsPrincipal For(Person person, IEnumerable<string> scopes)
    {
        var identity = Identity().SetClaim(Claims.Subject, person.Id.ToString()).SetClaim(Claims.Name, person.Name)
            .SetClaims(Claims.Role, [.. person.Roles]).SetClaim(Stamp, person.SecurityStamp);
        identity.SetScopes(scopes).SetResources(Audience);
        identity.SetDestinations(static claim => claim.Type == Stamp ? [] : [Destinations.AccessToken, Destinations.IdentityToken]);
        return new(identity);
    }

    /// <summary>As the person is now: with a role or the right to come in, what they had before is over.</summary>
    private static async Task<IResult> Renew(HttpContext http, OpenIddictRequest request, UserManager<Person> people, Revocations revocations)
    {
        var before = (await http.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)).Principal!;
        var subject = before.GetClaim(Claims.Subject)!;
        if (await people.FindByIdAsync(subject) is not { IsActive: true, HasOneTimePassword: false } person || before.GetClaim(Stamp) != person.SecurityStamp)
        {
            return Refuse(Errors.InvalidGrant, "The person must sign in again.");
        }

        await revocations.WaitUntilTold(subject, http.RequestAborted);
        var scopes = request.GetScopes();
        var principal = For(person, scopes.Length > 0 ? scopes : before.GetScopes());
        return Results.SignIn(principal, authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    private static IResult SignIn(ClaimsIdentity identity)
    {
        identity.SetResources(Audience);
        identity.SetDestinations(static _ => [Destinations.AccessToken]);
        return Results.SignIn(new(identity), authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    private static ClaimsIdentity Identity() => new(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, Claims.Name, Claims.Role);

    private static IResult Refuse(string error, string why) => Results.Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = why,
        }), [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
}
