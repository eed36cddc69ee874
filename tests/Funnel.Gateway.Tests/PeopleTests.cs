using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Funnel.Gateway.Tests;

public sealed class PeopleTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Own = "correct horse battery";

    [Fact]
    public async Task What_is_taken_from_a_person_ends_their_tokens_at_once()
    {
        var person = await fixture.SignedUp(Own, "sales", "marketing");
        var visitor = new Visitor(fixture.Gateway);
        var tokens = await visitor.Tokens(person.Email, Own);
        using var before = fixture.Gateway.As(tokens.GetProperty("access_token").GetString());
        Assert.Equal(HttpStatusCode.OK, (await before.GetAsync("/api/sales/v1/handoffs", TestContext.Current.CancellationToken)).StatusCode);

        await fixture.Change(person.Id, new { roles = new[] { "analyst" } });
        Assert.Equal(HttpStatusCode.Unauthorized, (await before.GetAsync("/api/sales/v1/handoffs", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal("invalid_grant", (await visitor.Refresh(tokens.GetProperty("refresh_token").GetString()!)).GetProperty("error").GetString());

        // Signed in again within the same second: the new token is none of those that ended.
        var anew = await visitor.Tokens(person.Email, Own);
        using var after = fixture.Gateway.As(anew.GetProperty("access_token").GetString());
        Assert.Equal(HttpStatusCode.OK, (await after.GetAsync("/api/sales/v1/handoffs", TestContext.Current.CancellationToken)).StatusCode);

        await fixture.Change(person.Id, new { isActive = false });
        Assert.Equal(HttpStatusCode.Unauthorized, (await after.GetAsync("/api/sales/v1/handoffs", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_lost_password_is_replaced_by_one_for_once()
    {
        var person = await fixture.SignedUp(Own, "sales");
        using var given = await fixture.Administrator.PostAsJsonAsync($"/api/identity/v1/people/{person.Id}/password", new { }, TestContext.Current.CancellationToken);
        var password = (await given.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("oneTimePassword").GetString()!;
        var visitor = new Visitor(fixture.Gateway);
        using var old = await visitor.SignIn(person.Email, Own);
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
        using var chosen = await visitor.SignIn(person.Email, password, "a new password of mine");
        Visitor.CodeOf(chosen);
    }

    [Fact]
    public async Task A_one_time_password_is_over_after_a_week()
    {
        await using var parts = await Testing.RealParts.Make("identity");
        var password = await GatewayUnderTest.Migrate(parts);
        await using var gateway = await GatewayUnderTest.Start(parts, fixture.Behind);
        gateway.Clock.Advance(TimeSpan.FromDays(8));
        using var late = await new Visitor(gateway).SignIn("admin", password!, Own);
        Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
    }

    [Fact]
    public async Task The_first_start_makes_one_administrator_and_no_later_one_does()
    {
        await using var parts = await Testing.RealParts.Make("identity");
        var first = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => GatewayUnderTest.Migrate(parts)));
        var password = Assert.Single(first, made => made is not null);
        Assert.Null(await GatewayUnderTest.Migrate(parts));
        await using var gateway = await GatewayUnderTest.Start(parts, fixture.Behind);
        var visitor = new Visitor(gateway);
        using var chosen = await visitor.SignIn("admin", password!, Own);
        var tokens = await visitor.Redeem(Visitor.CodeOf(chosen));
        using var http = gateway.As(tokens.GetProperty("access_token").GetString());
        var people = await http.GetFromJsonAsync<JsonElement>("/api/identity/v1/people", TestContext.Current.CancellationToken);
        Assert.Equal("admin", Assert.Single(people.GetProperty("items").EnumerateArray()).GetProperty("signInName").GetString());
        var admin = people.GetProperty("items")[0].GetProperty("id").GetGuid();

        foreach (var change in new object[] { new { isActive = false }, new { roles = new[] { "sales" } } })
        {
            using var refused = await http.PatchAsJsonAsync($"/api/identity/v1/people/{admin}", change, TestContext.Current.CancellationToken);
            Assert.Contains("last-administrator", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        // Who lost the password gets another by the operator's command, and the old one is over.
        Assert.NotNull(await GatewayUnderTest.Migrate(parts, administrator: true));
        using var old = await visitor.SignIn("admin", Own);
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
    }

    [Theory]
    [InlineData("""{"email":"no address","name":"A","roles":["sales"]}""", "person-email-invalid")]
    [InlineData("""{"email":"a@b.example","name":"A","roles":["owner"]}""", "role-unknown")]
    [InlineData("""{"email":"a@b.example","name":"A","roles":[]}""", "validation-failed")]
    [InlineData("""{"email":"a@b.example","name":"","roles":["sales"]}""", "validation-failed")]
    [InlineData("""{"email":"a@b.example","name":"A","roles":["sales"],"isAdministrator":true}""", "malformed-request")]
    [InlineData("""{"email":"taken@funnel.example","name":"A","roles":["sales"]}""", "person-email-taken")]
    public async Task Who_cannot_be_added_is_refused_by_name(string body, string code)
    {
        await fixture.Administrator.PostAsJsonAsync("/api/identity/v1/people", new { email = "taken@funnel.example", name = "T", roles = new[] { "sales" } }, TestContext.Current.CancellationToken);
        using var refused = await fixture.Administrator.PostAsync("/api/identity/v1/people", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        Assert.InRange((int)refused.StatusCode, 400, 422);
        Assert.Contains($"\"code\":\"{code}\"", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_audit_log_says_who_changed_what_before_and_after_and_holds_no_secret()
    {
        var person = await fixture.SignedUp(Own, "sales");
        await fixture.Change(person.Id, new { roles = new[] { "analyst" }, name = "Ana R." });
        var text = await fixture.Administrator.GetStringAsync($"/api/identity/v1/audit?entityId={person.Id}", TestContext.Current.CancellationToken);
        var lines = JsonDocument.Parse(text).RootElement.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(["changed", "changed", "created"], lines.Select(line => line.GetProperty("action").GetString()));
        Assert.All(lines, line => Assert.Equal(("cli", "person"), (line.GetProperty("actor").GetString(), line.GetProperty("entity").GetString())));
        Assert.Equal("""["sales"]""", lines[0].GetProperty("before").GetProperty("roles").GetRawText());
        Assert.Equal("""["analyst"]""", lines[0].GetProperty("after").GetProperty("roles").GetRawText());
        Assert.Equal("(secret)", lines[1].GetProperty("after").GetProperty("passwordHash").GetString());
        Assert.DoesNotContain("AQAAAA", text); // how every hash begins
    }

    [Fact]
    public async Task The_list_goes_on_from_page_to_page()
    {
        var added = new HashSet<Guid>();
        for (var n = 0; n < 5; n++)
        {
            added.Add((await fixture.Somebody("sales")).Id);
        }

        var seen = new List<Guid>();
        for (string? next = ""; next is not null;)
        {
            var page = await fixture.Administrator.GetFromJsonAsync<JsonElement>($"/api/identity/v1/people?limit=2{next}", TestContext.Current.CancellationToken);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
            next = page.TryGetProperty("next", out var after) && after.ValueKind != JsonValueKind.Null ? $"&after={after.GetString()}" : null;
        }

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Superset(added, seen.ToHashSet());
    }
}
