using System.Net;
using System.Text.Json;

namespace Funnel.Gateway.Tests;

public sealed class SessionTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task A_session_ends_after_its_length_however_often_it_is_refreshed()
    {
        var person = await fixture.AddPersonWithPassword(Password, "sales");
        await using var gateway = await GatewayUnderTest.Start(fixture.Parts, fixture.Backend, ("Identity:SessionHours", "3"));
        var browser = new SignInBrowser(gateway);
        var tokens = await browser.Tokens(person.Email, Password);
        foreach (var minutes in new[] { 59, 59, 57 })
        {
            gateway.Clock.Advance(TimeSpan.FromMinutes(minutes));
            tokens = await browser.Refresh(Refresh(tokens));
            Assert.Equal(HttpStatusCode.OK, await gateway.Call(Access(tokens)));
        }

        Assert.True(tokens.GetProperty("expires_in").GetInt32() <= 5 * 60);
        gateway.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("invalid_grant", (await browser.Refresh(Refresh(tokens))).GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_session_ends_earlier_without_a_refresh()
    {
        var person = await fixture.AddPersonWithPassword(Password, "sales");
        await using var gateway = await GatewayUnderTest.Start(fixture.Parts, fixture.Backend, ("Identity:SessionIdleMinutes", "30"));
        var browser = new SignInBrowser(gateway);
        var tokens = await browser.Tokens(person.Email, Password);
        gateway.Clock.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal("invalid_grant", (await browser.Refresh(Refresh(tokens))).GetProperty("error").GetString());
    }

    private static string Access(JsonElement tokens) => tokens.GetProperty("access_token").GetString()!;

    private static string Refresh(JsonElement tokens) => tokens.GetProperty("refresh_token").GetString()!;
}
