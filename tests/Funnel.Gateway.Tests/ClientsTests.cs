using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Funnel.Testing;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Funnel.Gateway.Tests;

public sealed class ClientsTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Path = "/api/identity/v1/clients";

    [Fact]
    public async Task A_client_gets_tokens_of_its_scopes_until_it_is_revoked_and_not_a_moment_longer()
    {
        var client = await Add(new { name = "Web site", scopes = new[] { "marketing.write" } });
        var answer = await fixture.Gateway.Ask(client.ClientId, client.Secret);
        var token = answer.GetProperty("access_token").GetString()!;
        Assert.Equal("marketing.write", new JsonWebToken(token).GetClaim("scope").Value);
        Assert.Equal("invalid_request", (await fixture.Gateway.Ask(client.ClientId, client.Secret, "sales.read")).GetProperty("error").GetString());
        await using var replica = await GatewayUnderTest.Start(fixture.Parts, fixture.Behind);
        using var here = fixture.Gateway.As(token);
        using var there = replica.As(token);
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/api/sales/v1/handoffs", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await there.GetAsync("/api/sales/v1/handoffs", TestContext.Current.CancellationToken)).StatusCode);

        using var revoked = await fixture.Administrator.DeleteAsync($"{Path}/{client.Id}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await here.GetAsync("/api/sales/v1/handoffs", TestContext.Current.CancellationToken)).StatusCode);
        await Eventually.Get(async () => (await there.GetAsync("/api/sales/v1/handoffs", TestContext.Current.CancellationToken)).StatusCode, status => status == HttpStatusCode.Unauthorized);
        Assert.Equal("invalid_client", (await fixture.Gateway.Ask(client.ClientId, client.Secret)).GetProperty("error").GetString());

        var listed = await fixture.Administrator.GetStringAsync($"{Path}/{client.Id}", TestContext.Current.CancellationToken);
        Assert.NotEqual(JsonValueKind.Null, JsonDocument.Parse(listed).RootElement.GetProperty("revokedAt").ValueKind);
        Assert.DoesNotContain(client.Secret, listed);
    }

    [Fact]
    public async Task A_client_that_expires_has_no_token_that_outlives_it()
    {
        var end = fixture.Gateway.Clock.GetUtcNow().AddMinutes(5);
        var client = await Add(new { name = "Import of one day", scopes = new[] { "sales.read", "sales.write" }, expiresAt = end });
        var token = new JsonWebToken((await fixture.Gateway.Ask(client.ClientId, client.Secret)).GetProperty("access_token").GetString());
        Assert.True(token.ValidTo <= end.UtcDateTime, $"{token.ValidTo:O} > {end:O}");
        fixture.Gateway.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("invalid_client", (await fixture.Gateway.Ask(client.ClientId, client.Secret)).GetProperty("error").GetString());
    }

    [Fact]
    public async Task Those_that_every_installation_has_are_listed_and_stay()
    {
        var clients = (await fixture.Administrator.GetFromJsonAsync<JsonElement>($"{Path}?limit=200", TestContext.Current.CancellationToken)).GetProperty("items").EnumerateArray()
            .Where(client => client.GetProperty("isBuiltIn").GetBoolean()).ToDictionary(client => client.GetProperty("clientId").GetString()!);
        Assert.Equal(["cli", "console", "insights"], clients.Keys.Order());
        Assert.Equal(["events.read", "operations"], clients["insights"].GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()!).Order());
        using var refused = await fixture.Administrator.DeleteAsync($"{Path}/{clients["insights"].GetProperty("id").GetGuid()}", TestContext.Current.CancellationToken);
        Assert.Contains("client-built-in", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True((await fixture.Gateway.Ask("insights", "the secret of the insights service")).TryGetProperty("access_token", out _));
    }

    [Theory]
    [InlineData("""{"name":"A","scopes":["the.moon"]}""", "scope-unknown")]
    [InlineData("""{"name":"A","scopes":[]}""", "validation-failed")]
    [InlineData("""{"name":"A","scopes":["sales.read"],"expiresAt":"2020-01-01T00:00:00Z"}""", "client-expiry-past")]
    [InlineData("""{"name":"A","scopes":["sales.read"],"clientSecret":"mine"}""", "malformed-request")]
    public async Task A_client_that_makes_no_sense_is_refused_by_name(string body, string code)
    {
        using var refused = await fixture.Administrator.PostAsync(Path, new StringContent(body, System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        Assert.Contains($"\"code\":\"{code}\"", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<(Guid Id, string ClientId, string Secret)> Add(object request)
    {
        using var answer = await fixture.Administrator.PostAsJsonAsync(Path, request);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var client = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (client.GetProperty("id").GetGuid(), client.GetProperty("clientId").GetString()!, client.GetProperty("clientSecret").GetString()!);
    }
}
