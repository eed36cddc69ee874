using System.Net;
using Funnel.Testing;

namespace Funnel.Gateway.Tests;

public sealed class ServiceRoutesTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    [Theory]
    [InlineData("/api/marketing/v1/leads")]
    [InlineData("/api/sales/v1/handoffs")]
    [InlineData("/api/insights/v1/deals/summary")]
    public async Task The_gateway_forwards_only_requests_with_a_valid_token(string path)
    {
        var issuer = await TokenIssuer.Get();
        foreach (var bad in new[] { null, "x", issuer.TokenFor("marketing.read"), issuer.Token([], from: "https://funnel.example/"),
            (await fixture.Gateway.Token())[..^4] + "AAAA" })
        {
            using var http = fixture.Gateway.ClientWith(bad);
            using var refused = await http.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal((HttpStatusCode.Unauthorized, "application/problem+json"),
                (refused.StatusCode, refused.Content.Headers.ContentType?.MediaType));
            Assert.Contains("\"code\":\"unauthenticated\"", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        using var signedIn = fixture.Gateway.ClientWith(await fixture.Gateway.Token());
        Assert.Equal(path, await signedIn.GetStringAsync(path, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("User-Agent", "Café/1.0")]
    [InlineData("Cookie", "city=München")]
    [InlineData("Referer", "https://shop.example/東京")]
    public async Task A_header_may_have_letters_beyond_ASCII(string name, string value)
    {
        using var http = fixture.Gateway.ClientWith(await fixture.Gateway.Token());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/sales/v1/handoffs");
        Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("/alive")]
    [InlineData("/health")]
    [InlineData("/docs")]
    [InlineData("/api/sales/openapi/v1.json")]
    [InlineData("/api/sales/v1/surveys/answer/a-signed-link")]
    [InlineData("/.well-known/openid-configuration")]
    public async Task Public_paths_need_no_token(string path)
    {
        using var http = fixture.Gateway.ClientWith(null);
        using var shown = await http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.True(shown.StatusCode is HttpStatusCode.OK or HttpStatusCode.Found or HttpStatusCode.Redirect,
            $"{path}: {shown.StatusCode}");
    }

    [Fact]
    public async Task With_an_external_identity_provider_its_tokens_are_valid_and_the_gateway_issues_none()
    {
        var provider = await TokenIssuer.Get();
        await using var gateway =
            await GatewayUnderTest.Start(fixture.Parts, fixture.Backend, ("Authentication:Authority", provider.Address.ToString()));
        using var known = gateway.ClientWith(provider.TokenFor("sales.read"));
        Assert.Equal("/api/sales/v1/handoffs", await known.GetStringAsync("/api/sales/v1/handoffs", TestContext.Current.CancellationToken));
        using var unknown = gateway.ClientWith(await fixture.Gateway.Token());
        Assert.Equal(HttpStatusCode.Unauthorized,
            (await unknown.GetAsync("/api/sales/v1/handoffs", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized,
            (await unknown.PostAsync("/connect/token", null, TestContext.Current.CancellationToken)).StatusCode);
    }
}
