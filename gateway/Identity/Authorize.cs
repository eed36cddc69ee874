using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Funnel.Gateway.Identity;

/// <summary>
/// Where a person signs in (OpenID Connect's authorization endpoint, code with PKCE). OpenIddict has checked the client, its
/// redirection address and its challenge by now. There is no session: who comes again signs in again, clients stay signed in by refresh tokens.
/// </summary>
internal static class Authorize
{
    public const string NewPassword = "new_password";

    public static async Task<IResult> Handle(HttpContext http, SignIn signIn, Revocations revocations)
    {
        var request = http.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("This is no OpenID Connect request.");
        var back = new Uri(request.RedirectUri!);
        if (!HttpMethods.IsPost(http.Request.Method) || request.Username is null || request.Password is null)
        {
            return request.Prompt?.Contains(PromptValues.None, StringComparison.Ordinal) == true
                ? Results.Forbid(
                    new AuthenticationProperties(new Dictionary<string, string?> { [OpenIddictServerAspNetCoreConstants.Properties.Error] = Errors.LoginRequired }),
                    [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme])
                : SignInPage.Show(http, request, name: null, mustChoosePassword: false, fault: null, back);
        }

        var attempt = await signIn.Try(request.Username, request.Password, (string?)request.GetParameter(NewPassword));
        if (attempt is not { Person: { } person, Fault: null, MustChoosePassword: false })
        {
            return SignInPage.Show(http, request, request.Username, attempt.MustChoosePassword, attempt.Fault, back);
        }

        await revocations.WaitUntilTold(person.Id.ToString(), http.RequestAborted);
        return Results.SignIn(IssueToken.For(person, request.GetScopes()), authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }
}
