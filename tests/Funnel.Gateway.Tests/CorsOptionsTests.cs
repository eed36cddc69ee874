namespace Funnel.Gateway.Tests;

public sealed class CorsOptionsTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Handoffs = "/api/sales/v1/handoffs";

    [Fact]
    public async Task Only_origins_from_the_settings_may_call_from_a_browser()
    {
        await using var open = await GatewayUnderTest.Start(fixture.Parts, fixture.Backend, ("Cors:Origins:0", "https://console.example"));
        Assert.Null(await Allowed(fixture.Gateway, "https://console.example"));
        Assert.Null(await Allowed(open, "https://evil.example"));
        Assert.Equal("https://console.example", await Allowed(open, "https://console.example"));

        async Task<string?> Allowed(GatewayUnderTest gateway, string origin)
        {
            using var http = gateway.ClientWith(null);
            using var preflight = new HttpRequestMessage(HttpMethod.Options, Handoffs);
            preflight.Headers.Add("Origin", origin);
            preflight.Headers.Add("Access-Control-Request-Method", "POST");
            using var answer = await http.SendAsync(preflight, TestContext.Current.CancellationToken);
            return answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? allowed.Single() : null;
        }
    }
}
