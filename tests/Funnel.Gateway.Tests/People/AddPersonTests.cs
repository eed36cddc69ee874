using System.Net.Http.Json;

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
}
