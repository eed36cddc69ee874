using System.Net;
using System.Text.Json;

namespace Funnel.Gateway.Tests;

public sealed class RefreshTokensTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Password = "correct horse battery";

    private readonly SignInBrowser browser = new(fixture.Gateway);

    [Fact]
    public async Task A_refresh_token_works_once_and_a_second_use_ends_the_session()
    {
        var (tokens, other) = await TwoSessions();
        var renewed = await browser.Refresh(Refresh(tokens));
        Assert.Equal(HttpStatusCode.OK, await fixture.Gateway.Call(Access(renewed)));

        Assert.Equal("invalid_grant", Error(await browser.Refresh(Refresh(tokens))));
        Assert.Equal("invalid_grant", Error(await browser.Refresh(Refresh(renewed))));
        Assert.Equal(HttpStatusCode.Unauthorized, await fixture.Gateway.Call(Access(renewed)));
        Assert.Equal(HttpStatusCode.OK, await fixture.Gateway.Call(Access(other)));
        Assert.True((await browser.Refresh(Refresh(other))).TryGetProperty("access_token", out _));
    }

    [Fact]
    public async Task Of_simultaneous_uses_of_a_refresh_token_at_most_one_works()
    {
        var (tokens, _) = await TwoSessions();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => browser.Refresh(Refresh(tokens))));
        Assert.True(answers.Count(answer => Error(answer) is null) <= 1, string.Join('\n', answers));
        Assert.All(answers.Select(Error).Where(error => error is not null), error => Assert.Equal("invalid_grant", error));
        foreach (var given in answers.Where(answer => Error(answer) is null))
        {
            Assert.Equal("invalid_grant", Error(await browser.Refresh(Refresh(given))));
            Assert.Equal(HttpStatusCode.Unauthorized, await fixture.Gateway.Call(Access(given)));
        }
    }

    [Fact]
    public async Task A_revoked_access_token_is_refused_at_once_and_a_revoked_refresh_token_ends_its_session()
    {
        var (tokens, other) = await TwoSessions();
        Assert.Equal(HttpStatusCode.OK, await browser.Revoke(Access(tokens)));
        Assert.Equal(HttpStatusCode.Unauthorized, await fixture.Gateway.Call(Access(tokens)));
        var renewed = await browser.Refresh(Refresh(tokens));
        Assert.Equal(HttpStatusCode.OK, await fixture.Gateway.Call(Access(renewed)));

        Assert.Equal(HttpStatusCode.OK, await browser.Revoke(Refresh(renewed)));
        Assert.Equal(HttpStatusCode.Unauthorized, await fixture.Gateway.Call(Access(renewed)));
        Assert.Equal("invalid_grant", Error(await browser.Refresh(Refresh(renewed))));
        Assert.Equal(HttpStatusCode.OK, await fixture.Gateway.Call(Access(other)));
    }

    [Fact]
    public async Task A_client_revokes_its_own_access_token()
    {
        var token = await fixture.Gateway.Token("sales.read");
        using var http = fixture.Gateway.ClientWith(null);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["client_id"] = "cli",
            ["client_secret"] = GatewayUnderTest.CliSecret,
            ["token"] = token,
        });
        using var answer = await http.PostAsync("/connect/revocation", form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await fixture.Gateway.Call(token));
        Assert.Equal(HttpStatusCode.OK, await fixture.Gateway.Call(await fixture.Gateway.Token("sales.read")));
    }

    private async Task<(JsonElement First, JsonElement Second)> TwoSessions()
    {
        var person = await fixture.AddPersonWithPassword(Password, "sales");
        return (await browser.Tokens(person.Email, Password), await browser.Tokens(person.Email, Password));
    }

    private static string Access(JsonElement tokens) => tokens.GetProperty("access_token").GetString()!;

    private static string Refresh(JsonElement tokens) => tokens.GetProperty("refresh_token").GetString()!;

    private static string? Error(JsonElement answer) => answer.TryGetProperty("error", out var error) ? error.GetString() : null;
}
