using System.Security.Claims;
using Funnel.Gateway.Clients;
using Funnel.Gateway.People;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Core;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Funnel.Gateway.Identity;

/// <summary>
/// The token endpoint. An API client gets an access token for its client credentials. A person gets one for a code or a refresh token.
/// OpenIddict has checked the credentials, the code and the refresh token before.
/// </summary>
internal static class IssueToken
{
    public const string Audience = "funnel";

    /// <summary>A claim for the refresh token only. It changes when the password, the roles or the activity of the person change.</summary>
    private const string SecurityStampClaim = "funnel_stamp";

    public static async Task<IResult> Handle(
        HttpContext http, OpenIddictApplicationManager<ApiClient> clients, UserManager<Person> people, RefreshTokens refreshTokens,
        Revocations revocations, SecurityEvents events, IOptions<IdentityOptions> options, TimeProvider clock)
    {
        var request = http.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("OpenIddict did not parse the request.");
        var now = clock.GetUtcNow();
        if (!request.IsClientCredentialsGrantType())
        {
            return await Renew(http, request, people, refreshTokens, revocations, options.Value, now);
        }

        var client = await clients.FindByClientIdAsync(request.ClientId!, http.RequestAborted)
            ?? throw new InvalidOperationException("The client was deleted during the request.");
        if (!client.CanGetTokens(now))
        {
            return Refuse(Errors.InvalidClient, "The client is revoked or has expired.");
        }

        await events.ClientGotToken(client, http.RequestAborted);
        var identity = Identity().SetClaim(Claims.Subject, client.ClientId).SetClaim(Claims.Name, client.DisplayName);
        var scopes = request.GetScopes();
        // A request without a scope gets all scopes of the client.
        identity.SetScopes(scopes.Length > 0 ? scopes : [.. ClientScopes.Of(client)]);
        if (client.ExpiresAt - now < IdentitySetup.TokenLifetime)
        {
            identity.SetAccessTokenLifetime(client.ExpiresAt - now);
        }

        return SignIn(identity);
    }

    /// <summary>The claims in the tokens of a person.</summary>
    public static ClaimsPrincipal For(Person person, IEnumerable<string> scopes, Session session, DateTimeOffset now)
    {
        var identity = Identity().SetClaim(Claims.Subject, person.Id.ToString()).SetClaim(Claims.Name, person.Name)
            .SetClaims(Claims.Role, [.. person.Roles]).SetClaim(SecurityStampClaim, person.SecurityStamp);
        identity.SetScopes(scopes).SetResources(Audience);
        session.Limit(identity, now);
        identity.SetDestinations(static claim =>
            claim.Type is SecurityStampClaim or Session.EndClaim ? [] : [Destinations.AccessToken, Destinations.IdentityToken]);
        return new(identity);
    }

    /// <summary>
    /// Issues tokens with the current roles of the person. A refresh token from before a change of the person is refused.
    /// </summary>
    private static async Task<IResult> Renew(
        HttpContext http, OpenIddictRequest request, UserManager<Person> people, RefreshTokens refreshTokens, Revocations revocations,
        IdentityOptions options, DateTimeOffset now)
    {
        var before = (await http.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)).Principal!;
        var subject = before.GetClaim(Claims.Subject)!;
        if (await people.FindByIdAsync(subject) is not { IsActive: true, HasOneTimePassword: false } person
            || before.GetClaim(SecurityStampClaim) != person.SecurityStamp
            || (!person.HasSecondFactor && options.RequiresSecondFactor(person.Roles))
            || Session.Of(before, options.SessionIdleTime, now) is not { } session
            || (request.IsRefreshTokenGrantType() && !await refreshTokens.Redeem(before, http.RequestAborted)))
        {
            return Refuse(Errors.InvalidGrant, "The refresh token is no longer valid. The person must sign in again.");
        }

        await revocations.WaitUntilNewTokensAreValid(subject, http.RequestAborted);
        var scopes = request.GetScopes();
        var principal = For(person, scopes.Length > 0 ? scopes : before.GetScopes(), session, now);
        return Results.SignIn(principal, authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    private static IResult SignIn(ClaimsIdentity identity)
    {
        identity.SetResources(Audience);
        identity.SetDestinations(static _ => [Destinations.AccessToken]);
        return Results.SignIn(new(identity), authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    private static ClaimsIdentity Identity() => new(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, Claims.Name, Claims.Role);

    private static IResult Refuse(string error, string description) => Results.Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
        }), [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
}
