using System.Net;

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
            Assert.Contains("name=\"new_password\"", await asked.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
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
}
