using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Funnel.Testing;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Funnel.Gateway.Tests;

public sealed class RevokeClientTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Path = "/api/identity/v1/clients";

    [Fact]
    public async Task A_client_gets_tokens_for_its_scopes_until_it_is_revoked()
    {
        var client = await Add(new { name = "Web site", scopes = new[] { "marketing.write" } });
        var answer = await fixture.Gateway.RequestToken(client.ClientId, client.Secret);
        var token = answer.GetProperty("access_token").GetString()!;
        Assert.Equal("marketing.write", new JsonWebToken(token).GetClaim("scope").Value);
        Assert.Equal("invalid_request",
            (await fixture.Gateway.RequestToken(client.ClientId, client.Secret, "sales.read")).GetProperty("error").GetString());
        await using var replica = await GatewayUnderTest.Start(fixture.Parts, fixture.Backend);
        using var here = fixture.Gateway.ClientWith(token);
        using var there = replica.ClientWith(token);
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/api/sales/v1/handoffs", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await there.GetAsync("/api/sales/v1/handoffs", TestContext.Current.CancellationToken)).StatusCode);

        using var revoked = await fixture.Administrator.DeleteAsync($"{Path}/{client.Id}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized,
            (await here.GetAsync("/api/sales/v1/handoffs", TestContext.Current.CancellationToken)).StatusCode);
        await Eventually.Get(async () =>
            (await there.GetAsync("/api/sales/v1/handoffs", TestContext.Current.CancellationToken)).StatusCode,
            status => status == HttpStatusCode.Unauthorized);
        Assert.Equal("invalid_client",
            (await fixture.Gateway.RequestToken(client.ClientId, client.Secret)).GetProperty("error").GetString());

        var listed = await fixture.Administrator.GetStringAsync($"{Path}/{client.Id}", TestContext.Current.CancellationToken);
        Assert.NotEqual(JsonValueKind.Null, JsonDocument.Parse(listed).RootElement.GetProperty("revokedAt").ValueKind);
        Assert.DoesNotContain(client.Secret, listed);
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
