using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Funnel.Sales.Surveys;

/// <summary>The survey page. It loads no resources and runs no script, and other pages cannot frame it.</summary>
internal static class SurveyPage
{
    private const string Style =
        "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}" +
        "fieldset{border:0;padding:0;display:flex;flex-wrap:wrap;gap:.75rem}textarea{width:100%;margin:1rem 0}" +
        "button{font:inherit;padding:.5rem 1.5rem}";

    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; "
            + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <param name="account">The name of the account. It may contain any text, so the page escapes it.</param>
    public static ContentHttpResult Question(HttpContext http, string account, string action) => Page(http,
        $"""
        <h1>How likely are you to recommend us?</h1>
        <p>You answer for {HtmlEncoder.Default.Encode(account)}. 0 means not at all likely, 10 means very likely.</p>
        <form method="post" action="{HtmlEncoder.Default.Encode(action)}">
        <fieldset>{string.Concat(Enumerable.Range(0, Survey.Highest + 1).Select(Choice))}</fieldset>
        <textarea name="comment" rows="4" maxlength="{Survey.CommentLength}" aria-label="What is the reason for your score?"
            placeholder="What is the reason for your score? (optional)"></textarea>
        <button>Send answer</button>
        </form>
        """);

    private static string Choice(int score) => $"<label><input type=\"radio\" name=\"score\" value=\"{score}\" required> {score}</label>";

    public static ContentHttpResult Thanks(HttpContext http) => Page(http, "<h1>Thank you.</h1><p>We have received your answer.</p>");

    /// <summary>Says why the survey cannot be answered. It has the status code of the refusal.</summary>
    public static ContentHttpResult Refused(HttpContext http, Refusal refusal) => Page(http,
        $"""
        <h1>{HtmlEncoder.Default.Encode(refusal.Title)}</h1>
        <p>{HtmlEncoder.Default.Encode(refusal.Detail ?? "")}</p>
        """, refusal.Status);

    private static ContentHttpResult Page(HttpContext http, string body, int status = StatusCodes.Status200OK)
    {
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Content(
            $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <meta name="robots" content="noindex"><title>Survey</title><style>{Style}</style></head>
            <body>
            {body}
            </body></html>
            """, "text/html; charset=utf-8", statusCode: status);
    }
}
