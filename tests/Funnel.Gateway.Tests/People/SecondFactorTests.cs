using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Funnel.Gateway.Identity;
using OtpNet;

namespace Funnel.Gateway.Tests;

public sealed partial class SecondFactorTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Password = "correct horse battery";

    private readonly SignInBrowser browser = new(fixture.Gateway);

    [Fact]
    public async Task A_person_with_a_second_factor_needs_a_code_that_works_once()
    {
        var person = await fixture.AddPersonWithPassword(Password, "sales");
        var factor = await SetUp(person.Email);
        using var asked = await browser.EnterPassword(person.Email, Password);
        Assert.Equal(HttpStatusCode.OK, asked.StatusCode);
        Assert.True(await SignInBrowser.Asks(asked, SignInPage.Code));

        // The code that set the factor up is used already.
        using (var used = await browser.Continue(asked, (SignInPage.Code, factor.Code)))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, used.StatusCode);
        }

        var next = factor.NextCode(fixture.Gateway.Clock);
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => browser.Continue(asked, (SignInPage.Code, next))));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Redirect);
        Assert.Equal(2, answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task A_recovery_code_works_once_instead_of_a_code()
    {
        var person = await fixture.AddPersonWithPassword(Password, "sales");
        var factor = await SetUp(person.Email);
        Assert.Equal(10, factor.RecoveryCodes.Count);
        foreach (var (code, status) in new[] { (factor.RecoveryCodes[3], HttpStatusCode.Redirect),
            (factor.RecoveryCodes[3], HttpStatusCode.Unauthorized), (factor.RecoveryCodes[4], HttpStatusCode.Redirect) })
        {
            using var asked = await browser.EnterPassword(person.Email, Password);
            using var answer = await browser.Continue(asked, (SignInPage.Code, code));
            Assert.Equal(status, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Wrong_codes_lock_the_account_also_between_right_passwords()
    {
        var person = await fixture.AddPersonWithPassword(Password, "sales");
        var factor = await SetUp(person.Email);
        for (var attempt = 0; attempt < SignInAttempt.Most; attempt++)
        {
            using var asked = await browser.EnterPassword(person.Email, Password);
            using var wrong = await browser.Continue(asked, (SignInPage.Code, "no-such-code"));
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        using var locked = await browser.EnterPassword(person.Email, Password);
        Assert.Equal(HttpStatusCode.Unauthorized, locked.StatusCode);
        Assert.False(await SignInBrowser.Asks(locked, SignInPage.Code));
        fixture.Gateway.Clock.Advance(SignInAttempt.LockTime);
        using var after = await browser.EnterPassword(person.Email, Password);
        using var signedIn = await browser.Continue(after, (SignInPage.Code, factor.NextCode(fixture.Gateway.Clock)));
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
    }

    [Fact]
    public async Task The_password_changes_only_after_the_code()
    {
        var person = await fixture.AddPersonWithPassword(Password, "sales");
        var factor = await SetUp(person.Email);
        using var asked = await browser.EnterPassword(person.Email, Password, (SignInPage.WantsNewPassword, "on"));
        using (var tried = await browser.Continue(asked, (SignInPage.NewPassword, "a new password of mine")))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, tried.StatusCode);
        }

        using var passed = await browser.Continue(asked, (SignInPage.Code, factor.NextCode(fixture.Gateway.Clock)));
        Assert.True(await SignInBrowser.Asks(passed, SignInPage.NewPassword));
        using var changed = await browser.Continue(passed, (SignInPage.NewPassword, "a new password of mine"));
        SignInBrowser.CodeOf(changed);
    }

    [Fact]
    public async Task A_role_can_require_a_second_factor()
    {
        await using var gateway =
            await GatewayUnderTest.Start(fixture.Parts, fixture.Backend, ("Identity:SecondFactorRoles:0", "operator"));
        var (must, may) = (await fixture.AddPersonWithPassword(Password, "sales", "operator"),
            await fixture.AddPersonWithPassword(Password, "sales"));
        var before = await browser.Tokens(must.Email, Password);
        var strict = new SignInBrowser(gateway);
        using (var free = await strict.SignIn(may.Email, Password))
        {
            SignInBrowser.CodeOf(free);
        }

        using var shown = await strict.EnterPassword(must.Email, Password);
        Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
        var factor = new Factor(await shown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using (var wrong = await strict.Continue(shown, (SignInPage.Code, "000 000")))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        // A session from before the rule does not go on.
        Assert.Equal("invalid_grant",
            (await strict.Refresh(before.GetProperty("refresh_token").GetString()!)).GetProperty("error").GetString());
        using var done = await strict.Continue(shown, (SignInPage.Code, factor.CodeOf(gateway.Clock)));
        Assert.True((await strict.Redeem(SignInBrowser.CodeOf(done))).TryGetProperty("access_token", out _));
    }

    [Fact]
    public async Task An_administrator_removes_a_lost_second_factor_and_nobody_reads_it()
    {
        var person = await fixture.AddPersonWithPassword(Password, "sales");
        var factor = await SetUp(person.Email);
        var token = await Token(person.Email, factor.RecoveryCodes[0]);
        var path = $"/api/identity/v1/people/{person.Id}";
        var shown = await fixture.Administrator.GetStringAsync(path, TestContext.Current.CancellationToken);
        Assert.True(JsonDocument.Parse(shown).RootElement.GetProperty("hasSecondFactor").GetBoolean());
        var audit = await fixture.Administrator
            .GetStringAsync($"/api/identity/v1/audit?entityId={person.Id}", TestContext.Current.CancellationToken);
        Assert.All(factor.RecoveryCodes.Append(factor.Key), secret => Assert.DoesNotContain(secret, shown + audit));

        using var removed = await fixture.Administrator.DeleteAsync($"{path}/second-factor", TestContext.Current.CancellationToken);
        Assert.False((await removed.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken))
            .GetProperty("hasSecondFactor").GetBoolean());
        Assert.Equal(HttpStatusCode.Unauthorized, await fixture.Gateway.Call(token));
        using var signedIn = await browser.SignIn(person.Email, Password);
        SignInBrowser.CodeOf(signedIn);
    }

    /// <summary>Sets a second factor up, as a person who wants one.</summary>
    private async Task<Factor> SetUp(string email)
    {
        using var shown = await browser.EnterPassword(email, Password, (SignInPage.WantsSecondFactor, "on"));
        var factor = new Factor(await shown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        using var done = await browser.Continue(shown, (SignInPage.Code, factor.CodeOf(fixture.Gateway.Clock)));
        SignInBrowser.CodeOf(done);
        return factor;
    }

    private async Task<string> Token(string email, string code)
    {
        using var asked = await browser.EnterPassword(email, Password);
        using var answer = await browser.Continue(asked, (SignInPage.Code, code));
        return (await browser.Redeem(SignInBrowser.CodeOf(answer))).GetProperty("access_token").GetString()!;
    }

    [GeneratedRegex("<li><code>([^<]+)</code>")]
    private static partial Regex Recovery();

    [GeneratedRegex("<code>([A-Z2-7]+)</code>")]
    private static partial Regex KeyText();

    /// <summary>The authenticator app of a person, and the recovery codes that the page showed.</summary>
    private sealed class Factor(string page)
    {
        private DateTime last;

        public string Key { get; } = KeyText().Match(page).Groups[1].Value;

        public IReadOnlyList<string> RecoveryCodes { get; } = [.. Recovery().Matches(page).Select(match => match.Groups[1].Value)];

        /// <summary>The code that the app showed last.</summary>
        public string Code => new Totp(Base32Encoding.ToBytes(Key)).ComputeTotp(last);

        public string CodeOf(TimeProvider clock)
        {
            last = clock.GetUtcNow().UtcDateTime;
            return Code;
        }

        /// <summary>The code of the next time step, which the gateway accepts already.</summary>
        public string NextCode(TimeProvider clock)
        {
            last = clock.GetUtcNow().UtcDateTime.AddSeconds(30);
            return Code;
        }
    }
}
