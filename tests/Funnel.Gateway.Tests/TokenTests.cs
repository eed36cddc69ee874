using System.Net;
using Funnel.ServiceDefaults;
using Funnel.Testing;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Funnel.Gateway.Tests;

public sealed class TokenTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task A_client_gets_what_it_asks_for_and_without_a_wish_all_that_it_may_have()
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
    public async Task Who_is_not_known_or_asks_for_too_much_gets_no_token(string client, string secret, string? scope, string error)
    {
        var answer = await fixture.Gateway.Ask(client, secret, scope);
        Assert.False(answer.TryGetProperty("access_token", out _));
        Assert.Equal(error, answer.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("/api/marketing/v1/leads")]
    [InlineData("/api/sales/v1/handoffs")]
    [InlineData("/api/insights/v1/deals/summary")]
    public async Task Nothing_passes_the_door_without_a_valid_token(string path)
    {
        var issuer = await TokenIssuer.Get();
        foreach (var bad in new[] { null, "x", issuer.TokenFor("marketing.read"), issuer.Token([], from: "https://funnel.example/"), (await fixture.Gateway.Token())[..^4] + "AAAA" })
        {
            using var http = fixture.Gateway.As(bad);
            using var refused = await http.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.Unauthorized, "application/problem+json"), (refused.StatusCode, refused.Content.Headers.ContentType?.MediaType));
            Assert.Contains("\"code\":\"unauthenticated\"", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        using var signedIn = fixture.Gateway.As(await fixture.Gateway.Token());
        Assert.Equal(path, await signedIn.GetStringAsync(path, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/alive")]
    [InlineData("/health")]
    [InlineData("/docs")]
    [InlineData("/api/sales/openapi/v1.json")]
    [InlineData("/api/sales/v1/surveys/answer/a-signed-link")]
    [InlineData("/.well-known/openid-configuration")]
    public async Task What_everybody_may_see_needs_no_token(string path)
    {
        using var http = fixture.Gateway.As(null);
        using var shown = await http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.True(shown.StatusCode is HttpStatusCode.OK or HttpStatusCode.Found or HttpStatusCode.Redirect, $"{path}: {shown.StatusCode}");
    }

    [Fact]
    public async Task With_another_provider_by_configuration_alone_its_tokens_count_and_none_are_issued()
    {
        var provider = await TokenIssuer.Get();
        await using var gateway = await GatewayUnderTest.Start(fixture.Parts, fixture.Behind, ("Authentication:Authority", provider.Address.ToString()));
        using var known = gateway.As(provider.TokenFor("sales.read"));
        Assert.Equal("/api/sales/v1/handoffs", await known.GetStringAsync("/api/sales/v1/handoffs", TestContext.Current.CancellationToken));
        using var unknown = gateway.As(await fixture.Gateway.Token());
        Assert.Equal(HttpStatusCode.Unauthorized, (await unknown.GetAsync("/api/sales/v1/handoffs", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await unknown.PostAsync("/connect/token", null, TestContext.Current.CancellationToken)).StatusCode);
    }
}
