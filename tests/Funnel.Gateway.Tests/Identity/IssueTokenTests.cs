using System.Net;
using System.Text.Json;
using Funnel.ServiceDefaults;
using Funnel.Testing;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Funnel.Gateway.Tests;

public sealed class IssueTokenTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Password = "correct horse battery";

    private static string? Error(JsonElement answer) => answer.TryGetProperty("error", out var error) ? error.GetString() : null;

    [Fact]
    public async Task A_client_gets_the_requested_scope_or_all_its_scopes_by_default()
    {
        var all = new JsonWebToken(await fixture.Gateway.Token());
        Assert.Equal(("at+jwt", "RS256", "https://funnel.example/", "cli"), (all.Typ, all.Alg, all.Issuer, all.Subject));
        Assert.Equal(["funnel"], all.Audiences);
        Assert.Equal(TimeSpan.FromMinutes(15), all.ValidTo - all.IssuedAt);
        Assert.Equal(KnownRoles.Permissions.Order(), all.GetClaim("scope").Value.Split(' ').Order());
        Assert.Equal("sales.read", new JsonWebToken(await fixture.Gateway.Token("sales.read")).GetClaim("scope").Value);
    }

    [Theory]
    [InlineData("cli", "another secret than the right one", null, "invalid_client")]
    [InlineData("nobody", "another secret than the right one", null, "invalid_client")]
    [InlineData("insights", "the secret of the insights service", "sales.write", "invalid_request")]
    [InlineData("cli", GatewayUnderTest.CliSecret, "the.moon", "invalid_scope")]
    public async Task An_unknown_client_a_wrong_secret_and_a_missing_scope_get_no_token(string client, string secret, string? scope,
        string error)
    {
        var answer = await fixture.Gateway.RequestToken(client, secret, scope);
        Assert.False(answer.TryGetProperty("access_token", out _));
        Assert.Equal(error, answer.GetProperty("error").GetString());
    }

    [Fact]
    public async Task The_token_of_a_person_holds_their_identity_and_opens_what_their_roles_allow()
    {
        var person = await fixture.AddPersonWithPassword(Password, "sales", "analyst");
        var tokens = await new SignInBrowser(fixture.Gateway).Tokens(person.Email, Password);
        var token = new JsonWebToken(tokens.GetProperty("access_token").GetString());
        Assert.Equal(("at+jwt", "https://funnel.example/", person.Id.ToString(), "Ana Ribeiro"),
            (token.Typ, token.Issuer, token.Subject, token.GetClaim("name").Value));
        Assert.Equal(["sales", "analyst"], token.Claims.Where(claim => claim.Type == "role").Select(claim => claim.Value));
        Assert.Equal(TimeSpan.FromMinutes(15), token.ValidTo - token.IssuedAt);
        Assert.DoesNotContain(token.Claims, claim => claim.Type.StartsWith("funnel_", StringComparison.Ordinal));
        using var http = fixture.Gateway.ClientWith(token.EncodedToken);
        Assert.Equal("/api/sales/v1/handoffs", await http.GetStringAsync("/api/sales/v1/handoffs", TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.Forbidden,
            (await http.GetAsync("/api/identity/v1/people", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_code_works_once_and_only_with_its_verifier()
    {
        var person = await fixture.AddPersonWithPassword(Password, "sales");
        var browser = new SignInBrowser(fixture.Gateway);
        using var first = await browser.SignIn(person.Email, Password);
        Assert.Equal("invalid_grant", Error(await browser.Redeem(SignInBrowser.CodeOf(first), new string('x', 43))));
        using var second = await browser.SignIn(person.Email, Password);
        var code = SignInBrowser.CodeOf(second);
        var tokens = await browser.Redeem(code);
        Assert.True(tokens.TryGetProperty("access_token", out _));
        Assert.Equal("invalid_grant", Error(await browser.Redeem(code)));
        // A code that is used twice may be stolen, so its tokens are revoked.
        Assert.Equal("invalid_grant", Error(await browser.Refresh(tokens.GetProperty("refresh_token").GetString()!)));
        Assert.Equal(HttpStatusCode.Unauthorized, await fixture.Gateway.Call(tokens.GetProperty("access_token").GetString()!));
    }
}
