using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Funnel.Gateway.Identity;

/// <summary>The authorization endpoint of OpenID Connect, where a person signs in (authorization code with PKCE).</summary>
/// <remarks>
/// OpenIddict has checked the client, the redirect URI and the code challenge before. The gateway keeps no session. A new visit to
/// this page asks for the password again, and a client stays signed in with its refresh token.
/// </remarks>
internal static class Authorize
{
    public const string NewPassword = "new_password";

    public static async Task<IResult> Handle(HttpContext http, SignIn signIn, Revocations revocations)
    {
        var request = http.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("OpenIddict did not parse the request.");
        var redirectUri = new Uri(request.RedirectUri!);
        if (!HttpMethods.IsPost(http.Request.Method) || request.Username is null || request.Password is null)
        {
            return request.Prompt?.Contains(PromptValues.None, StringComparison.Ordinal) == true
                ? Results.Forbid(
                    new AuthenticationProperties(new Dictionary<string, string?>
                    {
                        [OpenIddictServerAspNetCoreConstants.Properties.Error] = Errors.LoginRequired,
                    }),
                    [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme])
                : SignInPage.Show(http, request, name: null, askForNewPassword: false, error: null, redirectUri);
        }

        var outcome = await signIn.Try(request.Username, request.Password, (string?)request.GetParameter(NewPassword));
        if (outcome is not SignInOutcome.SignedIn { Person: var person })
        {
            var rejected = (SignInOutcome.Rejected)outcome;
            return SignInPage.Show(http, request, request.Username, rejected.MustChoosePassword, rejected.Error, redirectUri);
        }

        await revocations.WaitUntilNewTokensAreValid(person.Id.ToString(), http.RequestAborted);
        return Results.SignIn(
            IssueToken.For(person, request.GetScopes()),
            authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }
}
