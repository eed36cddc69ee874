namespace Funnel.Gateway.Tests;

public sealed class AuthorizeTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    [Theory]
    [InlineData("code_challenge", null)]
    [InlineData("code_challenge_method", "plain")]
    [InlineData("redirect_uri", "https://evil.example/")]
    [InlineData("redirect_uri", "https://funnel.example/docs/../../evil")]
    [InlineData("client_id", "nobody")]
    [InlineData("client_id", "cli")]
    [InlineData("response_type", "token")]
    [InlineData("scope", "administration")]
    public async Task An_invalid_authorization_request_gets_no_form_no_code_and_no_redirect(string field, string? value)
    {
        var browser = new SignInBrowser(fixture.Gateway);
        using var http = fixture.Gateway.ClientWith(null);
        using var answer = await http.GetAsync(browser.AuthorizeUrl((field, value)), TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("<form", text);
        Assert.DoesNotContain("code=", answer.Headers.Location?.ToString() ?? "");
        Assert.DoesNotContain("evil", answer.Headers.Location?.ToString() ?? "");
    }
}
