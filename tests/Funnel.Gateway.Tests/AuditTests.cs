using System.Text.Json;

namespace Funnel.Gateway.Tests;

public sealed class AuditTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task The_audit_log_holds_the_actor_and_the_values_before_and_after_but_no_secret()
    {
        var person = await fixture.AddPersonWithPassword(Password, "sales");
        await fixture.Change(person.Id, new { roles = new[] { "analyst" }, name = "Ana R." });
        var text = await fixture.Administrator
            .GetStringAsync($"/api/identity/v1/audit?entityId={person.Id}&actor=cli", TestContext.Current.CancellationToken);
        var lines = JsonDocument.Parse(text).RootElement.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(["changed", "changed", "created"], lines.Select(line => line.GetProperty("action").GetString()));
        Assert.All(lines,
            line => Assert.Equal(("cli", "person"), (line.GetProperty("actor").GetString(), line.GetProperty("entity").GetString())));
        Assert.Equal("""["sales"]""", lines[0].GetProperty("before").GetProperty("roles").GetRawText());
        Assert.Equal("""["analyst"]""", lines[0].GetProperty("after").GetProperty("roles").GetRawText());
        Assert.Equal("(secret)", lines[1].GetProperty("after").GetProperty("passwordHash").GetString());
        Assert.DoesNotContain("AQAAAA", text); // the first characters of every password hash
    }
}
