using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
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
    public static async Task<IResult> Handle(
        HttpContext http, SignIn signIn, Revocations revocations, SecurityEvents events, IOptions<IdentityOptions> options,
        TimeProvider clock)
    {
        var request = http.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("OpenIddict did not parse the request.");
        var outcome = HttpMethods.IsPost(http.Request.Method) ? await Try(request, signIn, http.RequestAborted) : null;
        if (outcome is null && request.Prompt?.Contains(PromptValues.None, StringComparison.Ordinal) == true)
        {
            return Results.Forbid(
                new AuthenticationProperties(new Dictionary<string, string?>
                {
                    [OpenIddictServerAspNetCoreConstants.Properties.Error] = Errors.LoginRequired,
                }),
                [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
        }

        if (outcome is not SignInOutcome.SignedIn { Person: var person })
        {
            return SignInPage.Show(http, request, outcome as SignInOutcome.Asks ?? new(SignInStep.Password));
        }

        await events.Save("signed-in", person, http.RequestAborted);
        await revocations.WaitUntilNewTokensAreValid(person.Id.ToString(), http.RequestAborted);
        var session = new Session(clock.GetUtcNow() + options.Value.SessionLength, options.Value.SessionIdleTime);
        return Results.SignIn(
            IssueToken.For(person, request.GetScopes(), session, clock.GetUtcNow()),
            authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    /// <returns>Null if the form has neither a password nor a ticket.</returns>
    private static async Task<SignInOutcome?> Try(OpenIddictRequest request, SignIn signIn, CancellationToken cancellation)
    {
        return Field(SignInPage.Ticket) is { } ticket
            ? await signIn.Continue(ticket, Field(SignInPage.Code), Field(SignInPage.NewPassword), cancellation)
            : request is { Username: { } name, Password: { } password }
            ? await signIn.CheckPassword(
                name, password, Field(SignInPage.WantsNewPassword) is not null, Field(SignInPage.WantsSecondFactor) is not null,
                cancellation)
            : null;

        string? Field(string field) => (string?)request.GetParameter(field);
    }
}
