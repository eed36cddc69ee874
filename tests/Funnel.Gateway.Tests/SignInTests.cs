using System.Net;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Funnel.Gateway.Tests;

public sealed class SignInTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Own = "correct horse battery";

    [Fact]
    public async Task The_one_time_password_is_good_for_choosing_ones_own_and_for_nothing_else()
    {
        var person = await fixture.Somebody("sales");
        var visitor = new Visitor(fixture.Gateway);
        using (var asked = await visitor.SignIn(person.Email, person.OneTimePassword))
        {
            Assert.Equal(HttpStatusCode.OK, asked.StatusCode);
            Assert.Contains("name=\"new_password\"", await asked.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        foreach (var bad in new[] { "short", "aaaaaaaaaaaaaaaa", person.OneTimePassword })
        {
            using var refused = await visitor.SignIn(person.Email, person.OneTimePassword, bad);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        using (var chosen = await visitor.SignIn(person.Email, person.OneTimePassword, Own))
        {
            Assert.True((await visitor.Redeem(Visitor.CodeOf(chosen))).TryGetProperty("access_token", out _));
        }

        using var again = await visitor.SignIn(person.Email, person.OneTimePassword, "another password of mine");
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
    }

    [Fact]
    public async Task A_persons_token_says_who_they_are_and_opens_what_their_roles_allow()
    {
        var person = await fixture.SignedUp(Own, "sales", "analyst");
        var tokens = await new Visitor(fixture.Gateway).Tokens(person.Email, Own);
        var token = new JsonWebToken(tokens.GetProperty("access_token").GetString());
        Assert.Equal(("at+jwt", "https://funnel.example/", person.Id.ToString(), "Ana Ribeiro"), (token.Typ, token.Issuer, token.Subject, token.GetClaim("name").Value));
        Assert.Equal(["sales", "analyst"], token.Claims.Where(claim => claim.Type == "role").Select(claim => claim.Value));
        Assert.Equal(TimeSpan.FromMinutes(15), token.ValidTo - token.IssuedAt);
        Assert.DoesNotContain(token.Claims, claim => claim.Type.Contains("stamp", StringComparison.OrdinalIgnoreCase));
        using var http = fixture.Gateway.As(token.EncodedToken);
        Assert.Equal("/api/sales/v1/handoffs", await http.GetStringAsync("/api/sales/v1/handoffs", TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.Forbidden, (await http.GetAsync("/api/identity/v1/people", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_code_is_good_once_and_only_with_its_verifier()
    {
        var person = await fixture.SignedUp(Own, "sales");
        var visitor = new Visitor(fixture.Gateway);
        using var first = await visitor.SignIn(person.Email, Own);
        Assert.Equal("invalid_grant", Error(await visitor.Redeem(Visitor.CodeOf(first), new string('x', 43))));
        using var second = await visitor.SignIn(person.Email, Own);
        var code = Visitor.CodeOf(second);
        var tokens = await visitor.Redeem(code);
        Assert.True(tokens.TryGetProperty("access_token", out _));
        Assert.Equal("invalid_grant", Error(await visitor.Redeem(code)));
        // Who redeems a code twice may have stolen it: what it gave is taken back.
        Assert.Equal("invalid_grant", Error(await visitor.Refresh(tokens.GetProperty("refresh_token").GetString()!)));
    }

    [Theory]
    [InlineData("code_challenge", null)]
    [InlineData("code_challenge_method", "plain")]
    [InlineData("redirect_uri", "https://evil.example/")]
    [InlineData("redirect_uri", "https://funnel.example/docs/../../evil")]
    [InlineData("client_id", "nobody")]
    [InlineData("client_id", "cli")]
    [InlineData("response_type", "token")]
    [InlineData("scope", "administration")]
    public async Task What_is_no_code_flow_with_a_challenge_to_a_known_address_is_led_nowhere(string field, string? value)
    {
        var visitor = new Visitor(fixture.Gateway);
        using var http = fixture.Gateway.As(null);
        using var answer = await http.GetAsync(visitor.Start((field, value)), TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("<form", text);
        Assert.DoesNotContain("code=", answer.Headers.Location?.ToString() ?? "");
        Assert.DoesNotContain("evil", answer.Headers.Location?.ToString() ?? "");
    }

    [Fact]
    public async Task A_refresh_token_is_good_once_and_gives_what_the_person_may_do_now()
    {
        var person = await fixture.SignedUp(Own, "sales");
        var visitor = new Visitor(fixture.Gateway);
        var tokens = await visitor.Tokens(person.Email, Own);
        var renewed = await visitor.Refresh(tokens.GetProperty("refresh_token").GetString()!);
        using (var http = fixture.Gateway.As(renewed.GetProperty("access_token").GetString()))
        {
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/sales/v1/handoffs", TestContext.Current.CancellationToken)).StatusCode);
        }

        fixture.Gateway.Clock.Advance(TimeSpan.FromMinutes(1)); // past the leeway for an answer that was lost
        Assert.Equal("invalid_grant", Error(await visitor.Refresh(tokens.GetProperty("refresh_token").GetString()!)));
    }

    [Fact]
    public async Task Who_is_unknown_locked_gone_or_mistyped_reads_the_same_words()
    {
        var (known, gone) = (await fixture.SignedUp(Own, "sales"), await fixture.SignedUp(Own, "sales"));
        await fixture.Change(gone.Id, new { isActive = false });
        var visitor = new Visitor(fixture.Gateway);
        var pages = new HashSet<string>();
        foreach (var (name, password) in new[] { (known.Email, "wrong, wrong, wrong"), ("nobody@funnel.example", Own), (gone.Email, Own) })
        {
            pages.Add(await Page(name, password));
        }

        for (var attempt = 0; attempt < 4; attempt++)
        {
            pages.Add(await Page(known.Email, "wrong, wrong, wrong"));
        }

        // Locked by now: the right one is of no use, and nobody is told why.
        pages.Add(await Page(known.Email, Own));
        Assert.Single(pages);

        async Task<string> Page(string name, string password)
        {
            using var answer = await visitor.SignIn(name, password);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return text[text.IndexOf("<p role=", StringComparison.Ordinal)..text.IndexOf("</p>", StringComparison.Ordinal)];
        }
    }

    [Fact]
    public async Task What_comes_with_the_request_is_shown_as_text_and_runs_nowhere()
    {
        var visitor = new Visitor(fixture.Gateway);
        using var http = fixture.Gateway.As(null);
        using var shown = await http.GetAsync(visitor.Start(("state", "\"><script>alert(1)</script>")), TestContext.Current.CancellationToken);
        var page = await shown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("<form", page);
        Assert.DoesNotContain("<script", page);
        var policy = Assert.Single(shown.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("form-action 'self' https://funnel.example;", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        using var tried = await visitor.SignIn("<script>alert(1)</script>", "whatever it is");
        Assert.DoesNotContain("<script", await tried.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static string? Error(JsonElement answer) => answer.TryGetProperty("error", out var error) ? error.GetString() : null;
}
