using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Funnel.Testing;

namespace Funnel.Gateway.Tests;

public sealed class AdministratorTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task Only_the_first_migration_creates_an_administrator_and_the_last_administrator_stays()
    {
        await using var parts = await Testing.RealParts.Make("identity");
        var first = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => GatewayUnderTest.Migrate(parts)));
        var password = Assert.Single(first, made => made is not null);
        Assert.Null(await GatewayUnderTest.Migrate(parts));
        await using var gateway = await GatewayUnderTest.Start(parts, fixture.Backend);
        var browser = new SignInBrowser(gateway);
        using var chosen = await browser.SignIn("admin", password!, Password);
        var tokens = await browser.Redeem(SignInBrowser.CodeOf(chosen));
        using var http = gateway.ClientWith(tokens.GetProperty("access_token").GetString());
        var people = await http.GetFromJsonAsync<JsonElement>("/api/identity/v1/people", TestContext.Current.CancellationToken);
        Assert.Equal("admin", Assert.Single(people.GetProperty("items").EnumerateArray()).GetProperty("signInName").GetString());
        var admin = people.GetProperty("items")[0].GetProperty("id").GetGuid();

        foreach (var change in new object[] { new { isActive = false }, new { roles = new[] { "sales" } } })
        {
            using var refused =
                await http.PatchAsJsonAsync($"/api/identity/v1/people/{admin}", change, TestContext.Current.CancellationToken);
            Assert.Contains("last-administrator", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        // The command ./funnel administrator replaces the password.
        Assert.NotNull(await GatewayUnderTest.Migrate(parts, resetAdministrator: true));
        using var old = await browser.SignIn("admin", Password);
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
    }
}
