using System.Text;
using System.Text.Encodings.Web;
using Funnel.Gateway.People;
using OpenIddict.Abstractions;
using OtpNet;
using QRCoder;

namespace Funnel.Gateway.Identity;

/// <summary>The pages of the sign-in: one for each step. They work without scripts.</summary>
internal static class SignInPage
{
    public const string NewPassword = "new_password", Code = "code_from_app", Ticket = "ticket",
        WantsNewPassword = "change_password", WantsSecondFactor = "set_up_second_factor";

    /// <summary>The fields of the page itself. The form carries all other fields of the client's request as hidden fields.</summary>
    private static readonly string[] OwnFields =
    [
        OpenIddictConstants.Parameters.Username, OpenIddictConstants.Parameters.Password, NewPassword, Code, Ticket, WantsNewPassword,
        WantsSecondFactor,
    ];

    /// <summary>The browser may follow a redirect of the form only to the site of the redirect URI.</summary>
    public static IResult Show(HttpContext http, OpenIddictRequest request, SignInOutcome.Asks asks)
    {
        http.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; "
            + $"form-action 'self' {new Uri(request.RedirectUri!).GetLeftPart(UriPartial.Authority)};";
        http.Response.Headers.CacheControl = "no-store";
        var hidden = new StringBuilder();
        foreach (var (key, value) in request.GetParameters())
        {
            if (!OwnFields.Contains(key) && (string?)value is { } text)
            {
                hidden.Append(Hidden(key, text));
            }
        }

        return Results.Content(
            $$"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Sign in to Funnel</title>
            <style>
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 22rem; margin: 12vh auto; padding: 0 1rem;
                color: #1d2430; background: #f6f7f9 }
            input, button { font: inherit; display: block; box-sizing: border-box; width: 100%; padding: .5rem; margin: .2rem 0 1rem }
            input[type=checkbox] { display: inline; width: auto; margin: 0 .5rem 0 0 }
            details { margin: 0 0 1rem }
            details label { display: block }
            button { border: 0; border-radius: .3rem; color: #fff; background: #2456c4 }
            svg { display: block; width: 12rem; margin: 1rem auto }
            p[role=alert] { padding: .5rem; background: #fff3d6 }
            </style>
            </head>
            <body>
            <h1>Funnel</h1>
            {{(asks.Error is null ? "" : $"""<p role="alert">{Html(asks.Error)}</p>""")}}
            <form method="post" action="/connect/authorize">
            {{hidden}}
            {{(asks.Ticket is null ? "" : Hidden(Ticket, asks.Ticket))}}
            {{Fields(asks, request.Username)}}
            </form>
            </body>
            </html>
            """, "text/html; charset=utf-8", statusCode: asks.Error is null ? 200 : 401);
    }

    private static string Fields(SignInOutcome.Asks asks, string? name) => asks.Step switch
    {
        SignInStep.Code =>
            $"""
            <label>Code from your authenticator app, or a recovery code
                <input name="{Code}" required autofocus autocomplete="one-time-code"></label>
            <button>Sign in</button>
            """,
        SignInStep.NewPassword =>
            $"""
            <p>Choose a new password. It needs at least 12 characters. All your other sessions end.</p>
            <label>New password
                <input type="password" name="{NewPassword}" required autofocus minlength="12" autocomplete="new-password"></label>
            <button>Change the password</button>
            """,
        SignInStep.SecondFactor => SecondFactorFields(asks.SecondFactor!, asks.SignInName!),
        _ =>
            $"""
            <label>Email or user name
                <input name="username" value="{Html(name ?? "")}" required autofocus autocomplete="username"></label>
            <label>Password <input type="password" name="password" required autocomplete="current-password"></label>
            <details><summary>Change how I sign in</summary>
            <label><input type="checkbox" name="{WantsNewPassword}">Choose a new password</label>
            <label><input type="checkbox" name="{WantsSecondFactor}">Set up an authenticator app as second factor</label>
            </details>
            <button>Sign in</button>
            """,
    };

    private static string SecondFactorFields(NewSecondFactor factor, string signInName)
    {
        using var qr = QRCodeGenerator.GenerateQrCode(factor.Address(signInName), QRCodeGenerator.ECCLevel.M);
        using var image = new SvgQRCode(qr);
        var codes = string.Concat(factor.RecoveryCodes.Select(code => $"<li><code>{code}</code></li>"));
        return $"""
            <p>Your account needs a second factor. Scan this image with an authenticator app.</p>
            {image.GetGraphic(4)}
            <p>If you cannot scan it, enter this key in the app: <code>{Base32Encoding.ToString(factor.Key)}</code></p>
            <p>Keep these recovery codes in a safe place. If you lose the app, each of them signs you in once.</p>
            <ul>{codes}</ul>
            <label>Code that the app shows now
                <input name="{Code}" required inputmode="numeric" autocomplete="one-time-code"></label>
            <button>Set up the second factor</button>
            """;
    }

    private static string Hidden(string name, string value) => $"""<input type="hidden" name="{Html(name)}" value="{Html(value)}">""";

    private static string Html(string text) => HtmlEncoder.Default.Encode(text);
}
