using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;

namespace Funnel.Gateway.Tests;

public sealed class SecurityEventsTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Password = "correct horse battery";

    private readonly SignInBrowser browser = new(fixture.Gateway);

    [Fact]
    public async Task Sign_ins_failures_lockouts_and_password_changes_are_in_the_audit_log()
    {
        var person = await fixture.AddPersonWithPassword(Password, "sales");
        Assert.Equal(["password-changed", "signed-in"], await Events(person.Id, by: person.Id.ToString()));
        for (var attempt = 0; attempt < 5; attempt++)
        {
            using var wrong = await browser.SignIn(person.Email, "not the password");
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        using var locked = await browser.SignIn(person.Email, Password);
        Assert.Equal(HttpStatusCode.Unauthorized, locked.StatusCode);
        Assert.Equal(["locked-out", .. Enumerable.Repeat("sign-in-failed", 6)], await Events(person.Id, by: "anonymous"));
        Assert.Equal(["password-changed", "signed-in"], await Events(person.Id, by: person.Id.ToString()));
    }

    [Fact]
    public async Task A_failure_with_an_unknown_name_is_in_the_audit_log_without_the_name()
    {
        var name = $"typed-by-mistake-{Guid.CreateVersion7():n}";
        var before = (await Events("unknown", by: "anonymous")).Count;
        using var wrong = await browser.SignIn(name, Password);
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Equal(before + 1, (await Events("unknown", by: "anonymous")).Count);
        await using var database = NpgsqlDataSource.Create(fixture.Parts.Database);
        await using var command = database.CreateCommand($"select count(*) from audit.lines l where l::text like '%{name}%'");
        Assert.Equal(0L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_reuse_of_a_refresh_token_is_in_the_audit_log()
    {
        var person = await fixture.AddPersonWithPassword(Password, "sales");
        var refresh = (await browser.Tokens(person.Email, Password)).GetProperty("refresh_token").GetString()!;
        await browser.Refresh(refresh);
        Assert.Empty(await Events(person.Id, by: "anonymous"));
        Assert.True((await browser.Refresh(refresh)).TryGetProperty("error", out _));
        Assert.Equal(["token-reused"], await Events(person.Id, by: "anonymous"));
    }

    [Fact]
    public async Task Adding_revoking_and_the_use_of_a_client_are_in_the_audit_log_its_use_once_an_hour()
    {
        using var added = await fixture.Administrator.PostAsJsonAsync("/api/identity/v1/clients",
            new { name = "Web site", scopes = new[] { "marketing.write" } }, TestContext.Current.CancellationToken);
        var client = await added.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        var (id, clientId) = (client.GetProperty("id").GetGuid(), client.GetProperty("clientId").GetString()!);
        for (var request = 0; request < 3; request++)
        {
            await fixture.Gateway.RequestToken(clientId, client.GetProperty("clientSecret").GetString()!);
            await fixture.Gateway.RequestToken(clientId, "not the secret");
        }

        using var revoked =
            await fixture.Administrator.DeleteAsync($"/api/identity/v1/clients/{id}", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        Assert.Equal(["changed", "created"], await Events(id, by: "cli"));
        // The hour may change during the test.
        Assert.InRange((await Events(id, by: clientId)).Count(action => action == "token-issued"), 1, 2);
        Assert.InRange((await Events(id, by: "anonymous")).Count(action => action == "token-refused"), 1, 2);
    }

    [Fact]
    public async Task A_reset_of_a_password_and_a_change_of_roles_are_in_the_audit_log_with_their_author()
    {
        var person = await fixture.AddPerson("sales");
        using var reset = await fixture.Administrator
            .PostAsync($"/api/identity/v1/people/{person.Id}/password", null, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, reset.StatusCode);
        await fixture.Change(person.Id, new { roles = new[] { "analyst" } });
        Assert.Equal(["changed", "changed", "changed", "created", "password-reset"], await Events(person.Id, by: "cli"));
    }

    [Fact]
    public async Task A_reset_by_the_command_line_is_in_the_audit_log()
    {
        await using var parts = await Testing.RealParts.Make("identity");
        await GatewayUnderTest.Migrate(parts);
        await GatewayUnderTest.Migrate(parts, resetAdministrator: true);
        await using var database = NpgsqlDataSource.Create(parts.Database);
        await using var command =
            database.CreateCommand("select count(*) from audit.lines where action = 'password-reset' and actor = 'command-line'");
        Assert.Equal(2L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    private Task<List<string>> Events(Guid id, string by) => Events(id.ToString(), by);

    /// <summary>The actions of an actor on a record, by name.</summary>
    private async Task<List<string>> Events(string id, string by)
    {
        var page = await fixture.Administrator.GetFromJsonAsync<JsonElement>($"/api/identity/v1/audit?entityId={id}&actor={by}&limit=200");
        return [.. page.GetProperty("items").EnumerateArray().Select(line => line.GetProperty("action").GetString()!)
            .Order(StringComparer.Ordinal)];
    }
}
