using System.Net;
using Funnel.Gateway.Identity;

namespace Funnel.Gateway.Tests;

public sealed class SignInTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task A_one_time_password_only_lets_the_person_choose_a_new_password()
    {
        var person = await fixture.AddPerson("sales");
        var browser = new SignInBrowser(fixture.Gateway);
        using (var asked = await browser.SignIn(person.Email, person.OneTimePassword))
        {
            Assert.Equal(HttpStatusCode.OK, asked.StatusCode);
            Assert.True(await SignInBrowser.Asks(asked, SignInPage.NewPassword));
        }

        foreach (var bad in new[] { "short", "aaaaaaaaaaaaaaaa", person.OneTimePassword })
        {
            using var refused = await browser.SignIn(person.Email, person.OneTimePassword, bad);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        using (var chosen = await browser.SignIn(person.Email, person.OneTimePassword, Password))
        {
            Assert.True((await browser.Redeem(SignInBrowser.CodeOf(chosen))).TryGetProperty("access_token", out _));
        }

        using var again = await browser.SignIn(person.Email, person.OneTimePassword, "another password of mine");
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
    }

    [Fact]
    public async Task An_unknown_a_locked_and_an_inactive_person_and_a_wrong_password_get_the_same_message()
    {
        var (known, gone) =
            (await fixture.AddPersonWithPassword(Password, "sales"), await fixture.AddPersonWithPassword(Password, "sales"));
        await fixture.Change(gone.Id, new { isActive = false });
        var browser = new SignInBrowser(fixture.Gateway);
        var pages = new HashSet<string>();
        foreach (var (name, password) in new[] { (known.Email, "wrong, wrong, wrong"), ("nobody@funnel.example", Password),
            (gone.Email, Password) })
        {
            pages.Add(await Page(name, password));
        }

        for (var attempt = 0; attempt < 4; attempt++)
        {
            pages.Add(await Page(known.Email, "wrong, wrong, wrong"));
        }

        // The account is locked now. The correct password gets the same message.
        pages.Add(await Page(known.Email, Password));
        Assert.Single(pages);

        async Task<string> Page(string name, string password)
        {
            using var answer = await browser.SignIn(name, password);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return text[text.IndexOf("<p role=", StringComparison.Ordinal)..text.IndexOf("</p>", StringComparison.Ordinal)];
        }
    }

    [Fact]
    public async Task Parallel_wrong_passwords_are_all_counted_and_get_the_same_page()
    {
        var person = await fixture.AddPersonWithPassword(Password, "sales");
        var browser = new SignInBrowser(fixture.Gateway);
        var wrong = await Task.WhenAll(Enumerable.Range(0, SignInAttempt.Most).Select(_ => browser.SignIn(person.Email, "a wrong guess")));
        Assert.All(wrong, answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode));

        // No attempt is lost, so the account is locked now.
        using (var locked = await browser.SignIn(person.Email, Password))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, locked.StatusCode);
        }

        fixture.Gateway.Clock.Advance(SignInAttempt.LockTime);
        using var after = await browser.SignIn(person.Email, Password);
        SignInBrowser.CodeOf(after);
    }

    [Theory]
    [InlineData("password12345")]
    [InlineData("qwertyuiop123")]
    [InlineData("Ana Ribeiro 1")]
    [InlineData("funnelfunnel1")]
    [InlineData("abcdefghijklmnop")]
    public async Task A_common_password_is_refused_with_the_reason(string common)
    {
        var person = await fixture.AddPerson("sales");
        using var refused = await new SignInBrowser(fixture.Gateway).SignIn(person.Email, person.OneTimePassword, common);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("too easy to guess", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_new_password_ends_all_other_sessions_and_access_tokens_at_once()
    {
        var person = await fixture.AddPersonWithPassword(Password, "sales");
        var browser = new SignInBrowser(fixture.Gateway);
        var stolen = await browser.Tokens(person.Email, Password);
        using var changed = await browser.SignIn(person.Email, Password, "a new password of mine");
        Assert.Equal(HttpStatusCode.Unauthorized, await fixture.Gateway.Call(stolen.GetProperty("access_token").GetString()!));
        Assert.Equal("invalid_grant",
            (await browser.Refresh(stolen.GetProperty("refresh_token").GetString()!)).GetProperty("error").GetString());

        var own = await browser.Redeem(SignInBrowser.CodeOf(changed));
        Assert.Equal(HttpStatusCode.OK, await fixture.Gateway.Call(own.GetProperty("access_token").GetString()!));
    }

    [Theory]
    [InlineData("forged")]
    [InlineData("%")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_forged_ticket_leads_back_to_the_password(string ticket)
    {
        using var http = fixture.Gateway.ClientWith(null);
        var browser = new SignInBrowser(fixture.Gateway);
        using var page = await http.GetAsync(browser.AuthorizeUrl(), TestContext.Current.CancellationToken);
        using var answer = await browser.Continue(page, (SignInPage.Ticket, ticket), (SignInPage.NewPassword, Password));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.True(await SignInBrowser.Asks(answer, "password"));
    }

    [Fact]
    public async Task A_ticket_ends_after_a_while_and_with_the_next_change_of_the_person()
    {
        var person = await fixture.AddPerson("sales");
        var browser = new SignInBrowser(fixture.Gateway);
        using var first = await browser.EnterPassword(person.Email, person.OneTimePassword);
        using var second = await browser.EnterPassword(person.Email, person.OneTimePassword);
        using var chosen = await browser.Continue(first, (SignInPage.NewPassword, Password));
        SignInBrowser.CodeOf(chosen);
        using (var used = await browser.Continue(second, (SignInPage.NewPassword, "a new password of mine")))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, used.StatusCode);
        }

        using var third = await browser.EnterPassword(person.Email, Password, (SignInPage.WantsNewPassword, "on"));
        fixture.Gateway.Clock.Advance(TimeSpan.FromMinutes(11));
        using var late = await browser.Continue(third, (SignInPage.NewPassword, "a new password of mine"));
        Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
    }
}
