using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Funnel.Gateway.Tests;

public sealed class ResetPasswordTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task A_reset_replaces_the_password_by_a_one_time_password()
    {
        var person = await fixture.AddPersonWithPassword(Password, "sales");
        using var given = await fixture.Administrator
            .PostAsJsonAsync($"/api/identity/v1/people/{person.Id}/password", new { }, TestContext.Current.CancellationToken);
        var password = (await given.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken))
            .GetProperty("oneTimePassword").GetString()!;
        var browser = new SignInBrowser(fixture.Gateway);
        using var old = await browser.SignIn(person.Email, Password);
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
        using var chosen = await browser.SignIn(person.Email, password, "a new password of mine");
        SignInBrowser.CodeOf(chosen);
    }
}
