namespace Funnel.Gateway.Tests;

public sealed class SignInPageTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task The_page_shows_request_parameters_as_text_and_runs_no_script()
    {
        var browser = new SignInBrowser(fixture.Gateway);
        using var http = fixture.Gateway.ClientWith(null);
        using var shown =
            await http.GetAsync(browser.AuthorizeUrl(("state", "\"><script>alert(1)</script>")), TestContext.Current.CancellationToken);
        var page = await shown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("<form", page);
        Assert.DoesNotContain("<script", page);
        var policy = Assert.Single(shown.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("form-action 'self' https://funnel.example;", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        using var tried = await browser.SignIn("<script>alert(1)</script>", "whatever it is");
        Assert.DoesNotContain("<script", await tried.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
