using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Funnel.Gateway.Tests;

public sealed class AddPersonTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    [Theory]
    [InlineData("""{"email":"no address","name":"A","roles":["sales"]}""", "person-email-invalid")]
    [InlineData("""{"email":"a@b.example","name":"A","roles":["owner"]}""", "role-unknown")]
    [InlineData("""{"email":"a@b.example","name":"A","roles":[]}""", "validation-failed")]
    [InlineData("""{"email":"a@b.example","name":"","roles":["sales"]}""", "validation-failed")]
    [InlineData("""{"email":"a@b.example","name":"A","roles":["sales"],"isAdministrator":true}""", "malformed-request")]
    [InlineData("""{"email":"taken@funnel.example","name":"A","roles":["sales"]}""", "person-email-taken")]
    public async Task An_invalid_person_is_refused_with_a_code(string body, string code)
    {
        await fixture.Administrator
            .PostAsJsonAsync("/api/identity/v1/people", new { email = "taken@funnel.example", name = "T", roles = new[] { "sales" } },
                TestContext.Current.CancellationToken);
        using var refused = await fixture.Administrator
            .PostAsync("/api/identity/v1/people", new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
                TestContext.Current.CancellationToken);
        Assert.InRange((int)refused.StatusCode, 400, 422);
        Assert.Contains($"\"code\":\"{code}\"", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("o'brien@funnel.example")]
    [InlineData("a&b@funnel.example")]
    [InlineData("josé.müller@funnel.example")]
    [InlineData("用户@funnel.example")]
    [InlineData("a!#$%*/=?^_`{|}~b@funnel.example")]
    [InlineData("İpek@funnel.example")]
    public async Task A_person_signs_in_with_any_email_address(string email)
    {
        using var added = await fixture.Administrator
            .PostAsJsonAsync("/api/identity/v1/people", new { email, name = "Ana Ribeiro", roles = new[] { "sales" } },
                TestContext.Current.CancellationToken);
        var text = await added.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(added.StatusCode == HttpStatusCode.Created, text);
        var person = JsonDocument.Parse(text).RootElement;
        using var signedIn = await new SignInBrowser(fixture.Gateway)
            .SignIn(email, person.GetProperty("oneTimePassword").GetString()!, "correct horse battery");
        SignInBrowser.CodeOf(signedIn);
    }

    [Fact]
    public async Task A_caller_gives_no_role_with_permissions_that_it_does_not_have()
    {
        using var limited = fixture.Gateway.ClientWith(await fixture.Gateway.Token("administration sales.read sales.write insights.read"));
        var person = await fixture.AddPerson("marketing");
        var refused = new[]
        {
            await limited.PostAsJsonAsync("/api/identity/v1/people",
                new { email = "mallory@funnel.example", name = "M", roles = new[] { "administrator" } },
                TestContext.Current.CancellationToken),
            await limited.PatchAsJsonAsync($"/api/identity/v1/people/{person.Id}", new { roles = new[] { "sales-manager" } },
                TestContext.Current.CancellationToken),
            await limited.PostAsync($"/api/identity/v1/people/{person.Id}/password", null, TestContext.Current.CancellationToken),
            await limited.DeleteAsync($"/api/identity/v1/people/{person.Id}/second-factor", TestContext.Current.CancellationToken),
        };
        foreach (var answer in refused)
        {
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.Contains("\"code\":\"role-not-held\"", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        using var allowed = await limited.PostAsJsonAsync("/api/identity/v1/people",
            new { email = "sam@funnel.example", name = "Sam", roles = new[] { "sales" } }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, allowed.StatusCode);
    }
}
