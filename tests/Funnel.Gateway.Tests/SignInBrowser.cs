using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Funnel.Gateway.Identity;
using Microsoft.IdentityModel.Tokens;

namespace Funnel.Gateway.Tests;

/// <summary>Acts like a browser: opens the sign-in page, fills in the form, and follows the redirect to the client with a code.</summary>
public sealed partial class SignInBrowser(GatewayUnderTest gateway)
{
    public const string RedirectUri = "https://funnel.example/docs/";

    public string Verifier { get; } = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));

    public string Challenge => Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public string AuthorizeUrl(params (string Name, string? Value)[] other)
    {
        var query = new Dictionary<string, string?>
        {
            ["client_id"] = "console",
            ["response_type"] = "code",
            ["redirect_uri"] = RedirectUri,
            ["scope"] = "profile offline_access",
            ["state"] = "a \"state\" & <more>",
            ["code_challenge"] = Challenge,
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in other)
        {
            query[name] = value;
        }

        return "/connect/authorize?"
            + string.Join('&',
                query.Where(field => field.Value is not null).Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value!)}"));
    }

    /// <summary>Signs in. With a new password, asks for the page that changes the password and enters it there.</summary>
    public async Task<HttpResponseMessage> SignIn(string name, string password, string? newPassword = null)
    {
        var asked = await EnterPassword(name, password, newPassword is null ? [] : [(SignInPage.WantsNewPassword, "on")]);
        return newPassword is not null && await Asks(asked, SignInPage.NewPassword)
            ? await Continue(asked, (SignInPage.NewPassword, newPassword))
            : asked;
    }

    /// <summary>Opens the sign-in page and submits its form.</summary>
    public async Task<HttpResponseMessage> EnterPassword(string name, string password, params (string Name, string Value)[] other)
    {
        using var http = gateway.ClientWith(null);
        using var page = await http.GetAsync(AuthorizeUrl());
        return await Continue(page, [("username", name), ("password", password), .. other]);
    }

    /// <summary>Submits the form of a page with its hidden fields and the given values.</summary>
    public async Task<HttpResponseMessage> Continue(HttpResponseMessage page, params (string Name, string Value)[] fields)
    {
        using var http = gateway.ClientWith(null);
        var form = Hidden().Matches(await page.Content.ReadAsStringAsync())
            .ToDictionary(field => WebUtility.HtmlDecode(field.Groups[1].Value), field => WebUtility.HtmlDecode(field.Groups[2].Value));
        foreach (var (field, value) in fields)
        {
            form[field] = value;
        }

        return await http.PostAsync("/connect/authorize", new FormUrlEncodedContent(form));
    }

    /// <summary>Whether the page has a field to fill in.</summary>
    public static async Task<bool> Asks(HttpResponseMessage page, string field) =>
        (await page.Content.ReadAsStringAsync()).Contains($"name=\"{field}\"", StringComparison.Ordinal);

    /// <summary>The code in the redirect to the client.</summary>
    public static string CodeOf(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var query = System.Web.HttpUtility.ParseQueryString(answer.Headers.Location!.Query);
        Assert.StartsWith(RedirectUri, answer.Headers.Location.ToString(), StringComparison.Ordinal);
        Assert.Equal("a \"state\" & <more>", query["state"]);
        return query["code"]!;
    }

    public Task<JsonElement> Redeem(string code, string? verifier = null) =>
        Token(("grant_type", "authorization_code"), ("code", code), ("redirect_uri", RedirectUri), ("code_verifier", verifier ?? Verifier));

    public Task<JsonElement> Refresh(string token) => Token(("grant_type", "refresh_token"), ("refresh_token", token));

    /// <summary>Signs in and gets tokens. The password must not be a one-time password.</summary>
    public async Task<JsonElement> Tokens(string name, string password)
    {
        using var answer = await SignIn(name, password);
        return await Redeem(CodeOf(answer));
    }

    /// <summary>Asks the gateway to revoke a token.</summary>
    public async Task<HttpStatusCode> Revoke(string token)
    {
        using var http = gateway.ClientWith(null);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["client_id"] = "console", ["token"] = token });
        using var answer = await http.PostAsync("/connect/revocation", form);
        return answer.StatusCode;
    }

    private async Task<JsonElement> Token(params (string Name, string Value)[] fields)
    {
        using var http = gateway.ClientWith(null);
        using var answer =
            await http.PostAsync("/connect/token",
                new FormUrlEncodedContent(fields.Append(("client_id", "console"))
                    .ToDictionary(field => field.Item1, field => field.Item2)));
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    [GeneratedRegex("""<input type="hidden" name="([^"]*)" value="([^"]*)">""")]
    private static partial Regex Hidden();
}
