using System.Net.Http.Json;
using System.Text.Json;

namespace Funnel.Gateway.Tests;

public sealed class BuiltInClientsTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Path = "/api/identity/v1/clients";

    [Fact]
    public async Task The_built_in_clients_are_listed_and_cannot_be_revoked()
    {
        var clients =
            (await fixture.Administrator.GetFromJsonAsync<JsonElement>($"{Path}?limit=200", TestContext.Current.CancellationToken))
                .GetProperty("items").EnumerateArray()
            .Where(client => client.GetProperty("isBuiltIn").GetBoolean())
            .ToDictionary(client => client.GetProperty("clientId").GetString()!);
        Assert.Equal(["cli", "console", "insights"], clients.Keys.Order());
        Assert.Equal(["events.personal", "events.read", "operations"],
            clients["insights"].GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()!).Order());
        using var refused = await fixture.Administrator
            .DeleteAsync($"{Path}/{clients["insights"].GetProperty("id").GetGuid()}", TestContext.Current.CancellationToken);
        Assert.Contains("client-built-in", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True((await fixture.Gateway.RequestToken("insights", "the secret of the insights service"))
            .TryGetProperty("access_token", out _));
    }
}
