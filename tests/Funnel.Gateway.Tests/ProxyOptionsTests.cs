using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Funnel.Gateway.Tests;

/// <summary>The gateway behind a proxy that ends TLS. In these tests the proxy is the client, at 127.0.0.1.</summary>
public sealed class ProxyOptionsTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Handoffs = "/api/sales/v1/handoffs";

    [Theory]
    [InlineData("Proxies:Addresses:0", "127.0.0.1", true)]
    [InlineData("Proxies:Networks:0", "127.0.0.0/8", true)]
    [InlineData("Proxies:Addresses:0", "10.9.9.9", false)]
    [InlineData("Proxies:Networks:0", "10.0.0.0/8", false)]
    [InlineData(null, null, false)]
    public async Task Only_a_known_proxy_tells_the_address_of_the_client(string? setting, string? value, bool isKnown)
    {
        await using var gateway = StartWith(setting, value);
        using var http = gateway.ClientWith(null);
        var seen = new List<HttpStatusCode>();
        // Four clients send one request each. With one client's limit of two, an unknown proxy runs out.
        for (var client = 1; client <= 4; client++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Handoffs);
            request.Headers.Add("X-Forwarded-For", $"203.0.113.{client}");
            using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            seen.Add(answer.StatusCode);
        }

        Assert.Equal(isKnown, seen.All(status => status == HttpStatusCode.Unauthorized));
        Assert.Equal(!isKnown, seen.Contains(HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task A_client_cannot_hide_behind_an_address_that_it_writes_itself()
    {
        await using var gateway = StartWith("Proxies:Addresses:0", "127.0.0.1");
        using var http = gateway.ClientWith(null);
        var seen = new List<HttpStatusCode>();
        for (var attempt = 1; attempt <= 4; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Handoffs);
            // The client wrote the first address, the proxy added the second.
            request.Headers.Add("X-Forwarded-For", $"198.51.100.{attempt}, 203.0.113.1");
            using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            seen.Add(answer.StatusCode);
        }

        Assert.Contains(HttpStatusCode.TooManyRequests, seen);
    }

    [Fact]
    public async Task Addresses_come_from_the_public_address_and_browsers_stay_with_https()
    {
        await using var gateway = StartWith(null, null);
        using var http = gateway.ClientWith(null);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/.well-known/openid-configuration");
        request.Headers.Add("X-Forwarded-Host", "evil.example");
        request.Headers.Add("X-Forwarded-Proto", "http");
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var found = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        Assert.Equal("https://funnel.example/", found.GetProperty("issuer").GetString());
        foreach (var (name, path) in new[] { ("authorization_endpoint", "authorize"), ("token_endpoint", "token"),
            ("revocation_endpoint", "revocation") })
        {
            Assert.Equal($"https://funnel.example/connect/{path}", found.GetProperty(name).GetString());
        }

        Assert.Equal("https://funnel.example/.well-known/jwks", found.GetProperty("jwks_uri").GetString());
        Assert.Equal("max-age=31536000", answer.Headers.GetValues("Strict-Transport-Security").Single());
        var docs = await http.GetStringAsync("/docs/", TestContext.Current.CancellationToken);
        Assert.Contains("https://funnel.example/docs/", docs);
    }

    [Fact]
    public async Task Without_a_public_https_address_browsers_are_not_bound_to_https()
    {
        await using var gateway =
            await GatewayUnderTest.Start(fixture.Parts, fixture.Backend, ("Identity:Issuer", "http://localhost:7080/"));
        using var http = gateway.ClientWith(null);
        using var answer = await http.GetAsync("/alive", TestContext.Current.CancellationToken);
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public void A_wrong_address_or_network_is_named()
    {
        var wrong = new ProxyOptions { Addresses = ["10.0.0.7", "proxy.example"], Networks = ["10.0.0.0/24", "10.0.0.0"] };
        Assert.Equal(
            ["Proxies:Addresses: 'proxy.example' is not an IP address. An accepted value is 10.0.0.7.",
                "Proxies:Networks: '10.0.0.0' is not a network. An accepted value is 10.0.0.0/24."],
            wrong.Validate(new(wrong)).Select(error => error.ErrorMessage));
    }

    private GatewayUnderTest StartWith(string? setting, string? value) => GatewayUnderTest.StartOverHttp(
        fixture.Parts, fixture.Backend, [("RateLimits:Requests", "2"), ("RateLimits:WindowSeconds", "3600"),
            .. setting is null ? Array.Empty<(string, string)>() : [(setting, value!)]]);
}
