using System.Net;

namespace Funnel.Gateway.Tests;

public sealed class SecurityHeadersTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Handoffs = "/api/sales/v1/handoffs";

    [Theory]
    [InlineData(Handoffs, HttpStatusCode.OK)]
    [InlineData("/api/sales/openapi/v1.json", HttpStatusCode.OK)]
    [InlineData("/connect/authorize", HttpStatusCode.BadRequest)]
    [InlineData("/there/is/nothing", HttpStatusCode.NotFound)]
    [InlineData("/docs/", HttpStatusCode.OK)]
    public async Task Every_response_has_security_headers(string path, HttpStatusCode status)
    {
        using var http = fixture.Gateway.ClientWith(await fixture.Gateway.Token());
        using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(
            ("nosniff", "DENY", "no-referrer"),
            (answer.Headers.GetValues("X-Content-Type-Options").Single(), answer.Headers.GetValues("X-Frame-Options").Single(),
                answer.Headers.GetValues("Referrer-Policy").Single()));
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain("script-src 'unsafe", policy);
        Assert.False(answer.Headers.Contains("Server"));
    }
}
