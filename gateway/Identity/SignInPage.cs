using System.Text;
using System.Text.Encodings.Web;
using OpenIddict.Abstractions;

namespace Funnel.Gateway.Identity;

/// <summary>The page on which a person signs in, and chooses a password of their own. It works without scripts.</summary>
internal static class SignInPage
{
    /// <summary>The form's own fields; all others belong to the client's request and travel with it.</summary>
    private static readonly string[] Own = [OpenIddictConstants.Parameters.Username, OpenIddictConstants.Parameters.Password, Authorize.NewPassword];

    /// <param name="back">Where the answer will lead: forms may lead nowhere else.</param>
    public static IResult Show(HttpContext http, OpenIddictRequest request, string? name, bool mustChoosePassword, string? fault, Uri back)
    {
        http.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'unsafe-inline'; form-action 'self' {back.GetLeftPart(UriPartial.Authority)}; frame-ancestors 'none'; base-uri 'none'";
        http.Response.Headers.CacheControl = "no-store";
        var hidden = new StringBuilder();
        foreach (var (key, value) in request.GetParameters())
        {
            if (!Own.Contains(key) && (string?)value is { } text)
            {
                hidden.Append(null, $"""<input type="hidden" name="{Html(key)}" value="{Html(text)}">""");
            }
        }

        var newPassword = mustChoosePassword
            ? """<label>Your own password, twelve characters or more <input type="password" name="new_password" required minlength="12" autocomplete="new-password"></label>"""
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
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 22rem; margin: 12vh auto; padding: 0 1rem; color: #1d2430; background: #f6f7f9 }
            input, button { font: inherit; display: block; box-sizing: border-box; width: 100%; padding: .5rem; margin: .2rem 0 1rem }
            button { border: 0; border-radius: .3rem; color: #fff; background: #2456c4 }
            p { padding: .5rem; background: #fff3d6 }
            </style>
            </head>
            <body>
            <h1>Funnel</h1>
            {{(fault is null ? "" : $"""<p role="alert">{Html(fault)}</p>""")}}
            {{(mustChoosePassword && fault is null ? "<p>This password was for once. Enter it again, and choose your own.</p>" : "")}}
            <form method="post" action="/connect/authorize">
            {{hidden}}
            <label>Name <input name="username" value="{{Html(name ?? "")}}" required autofocus autocomplete="username"></label>
            <label>Password <input type="password" name="password" required autocomplete="current-password"></label>
            {{newPassword}}
            <button>Sign in</button>
            </form>
            </body>
            </html>
            """, "text/html; charset=utf-8", statusCode: fault is null ? 200 : 401);
    }

    private static string Html(string text) => HtmlEncoder.Default.Encode(text);
}
