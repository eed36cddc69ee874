using System.Net;

namespace Funnel.Gateway.Tests;

public sealed class ChangePersonTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task Taking_a_role_or_deactivating_a_person_ends_their_tokens_at_once()
    {
        var person = await fixture.AddPersonWithPassword(Password, "sales", "marketing");
        var browser = new SignInBrowser(fixture.Gateway);
        var tokens = await browser.Tokens(person.Email, Password);
        using var before = fixture.Gateway.ClientWith(tokens.GetProperty("access_token").GetString());
        Assert.Equal(HttpStatusCode.OK,
            (await before.GetAsync("/api/sales/v1/handoffs", TestContext.Current.CancellationToken)).StatusCode);

        await fixture.Change(person.Id, new { roles = new[] { "analyst" } });
        Assert.Equal(HttpStatusCode.Unauthorized,
            (await before.GetAsync("/api/sales/v1/handoffs", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal("invalid_grant",
            (await browser.Refresh(tokens.GetProperty("refresh_token").GetString()!)).GetProperty("error").GetString());

        // The person signs in again within the same second. The change must end only the tokens from before.
        var anew = await browser.Tokens(person.Email, Password);
        using var after = fixture.Gateway.ClientWith(anew.GetProperty("access_token").GetString());
        Assert.Equal(HttpStatusCode.OK, (await after.GetAsync("/api/sales/v1/handoffs", TestContext.Current.CancellationToken)).StatusCode);

        await fixture.Change(person.Id, new { isActive = false });
        Assert.Equal(HttpStatusCode.Unauthorized,
            (await after.GetAsync("/api/sales/v1/handoffs", TestContext.Current.CancellationToken)).StatusCode);
    }
}
