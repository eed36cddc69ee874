using System.Text;
using System.Text.Encodings.Web;
using OpenIddict.Abstractions;

namespace Funnel.Gateway.Identity;

/// <summary>The sign-in page. It also asks for a new password after a one-time password. It works without scripts.</summary>
internal static class SignInPage
{
    /// <summary>The fields that the person fills in. The form carries all other fields of the client's request as hidden fields.</summary>
    private static readonly string[] VisibleFields =
        [OpenIddictConstants.Parameters.Username, OpenIddictConstants.Parameters.Password, Authorize.NewPassword];

    private const string NewPasswordNote = "<p>This is a one-time password. Enter it again, and choose a new password.</p>";

    /// <param name="redirectUri">The browser may follow a redirect of the form to this site only.</param>
    public static IResult Show(
        HttpContext http, OpenIddictRequest request, string? name, bool askForNewPassword, string? error, Uri redirectUri)
    {
        http.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; "
            + $"form-action 'self' {redirectUri.GetLeftPart(UriPartial.Authority)};";
        http.Response.Headers.CacheControl = "no-store";
        var hidden = new StringBuilder();
        foreach (var (key, value) in request.GetParameters())
        {
            if (!VisibleFields.Contains(key) && (string?)value is { } text)
            {
                hidden.Append(null, $"""<input type="hidden" name="{Html(key)}" value="{Html(text)}">""");
            }
        }

        var newPassword = askForNewPassword
            ? """
                <label>New password (at least 12 characters)
                <input type="password" name="new_password" required minlength="12" autocomplete="new-password"></label>
                """
            : "";
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
            button { border: 0; border-radius: .3rem; color: #fff; background: #2456c4 }
            p { padding: .5rem; background: #fff3d6 }
            </style>
            </head>
            <body>
            <h1>Funnel</h1>
            {{(error is null ? "" : $"""<p role="alert">{Html(error)}</p>""")}}
            {{(askForNewPassword && error is null ? NewPasswordNote : "")}}
            <form method="post" action="/connect/authorize">
            {{hidden}}
            <label>Email or user name
                <input name="username" value="{{Html(name ?? "")}}" required autofocus autocomplete="username"></label>
            <label>Password <input type="password" name="password" required autocomplete="current-password"></label>
            {{newPassword}}
            <button>Sign in</button>
            </form>
            </body>
            </html>
            """, "text/html; charset=utf-8", statusCode: error is null ? 200 : 401);
    }

    private static string Html(string text) => HtmlEncoder.Default.Encode(text);
}
