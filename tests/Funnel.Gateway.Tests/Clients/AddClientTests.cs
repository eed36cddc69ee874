using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Funnel.Gateway.Tests;

public sealed class AddClientTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Path = "/api/identity/v1/clients";

    [Fact]
    public async Task No_token_outlives_the_expiry_time_of_its_client()
    {
        var end = fixture.Gateway.Clock.GetUtcNow().AddMinutes(5);
        var client = await Add(new { name = "Import of one day", scopes = new[] { "sales.read", "sales.write" }, expiresAt = end });
        var token =
            new JsonWebToken((await fixture.Gateway.RequestToken(client.ClientId, client.Secret)).GetProperty("access_token").GetString());
        Assert.True(token.ValidTo <= end.UtcDateTime, $"{token.ValidTo:O} > {end:O}");
        fixture.Gateway.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("invalid_client",
            (await fixture.Gateway.RequestToken(client.ClientId, client.Secret)).GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("""{"name":"A","scopes":["the.moon"]}""", "scope-unknown")]
    [InlineData("""{"name":"A","scopes":[]}""", "validation-failed")]
    [InlineData("""{"name":"A","scopes":["sales.read"],"expiresAt":"2020-01-01T00:00:00Z"}""", "client-expiry-past")]
    [InlineData("""{"name":"A","scopes":["sales.read"],"clientSecret":"mine"}""", "malformed-request")]
    public async Task An_invalid_client_is_refused_with_a_code(string body, string code)
    {
        using var refused = await fixture.Administrator
            .PostAsync(Path, new StringContent(body, System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        Assert.Contains($"\"code\":\"{code}\"", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_caller_gives_no_scope_that_it_does_not_have()
    {
        using var limited = fixture.Gateway.ClientWith(await fixture.Gateway.Token("administration sales.read"));
        using var refused = await limited.PostAsJsonAsync(Path, new { name = "A", scopes = new[] { "sales.read", "marketing.write" } },
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        var text = await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("\"code\":\"scope-not-held\"", text);
        Assert.Contains("'marketing.write'", text);
        using var allowed = await limited.PostAsJsonAsync(Path, new { name = "A", scopes = new[] { "sales.read" } },
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, allowed.StatusCode);
    }

    private async Task<(Guid Id, string ClientId, string Secret)> Add(object request)
    {
        using var answer = await fixture.Administrator.PostAsJsonAsync(Path, request);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var client = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (client.GetProperty("id").GetGuid(), client.GetProperty("clientId").GetString()!,
            client.GetProperty("clientSecret").GetString()!);
    }
}
