using System.Net;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace Funnel.Gateway.Tests;

/// <summary>POST requests to the gateway's own API with an idempotency key. Their responses hold passwords and client secrets.</summary>
public sealed class IdempotentIdentityDbTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string People = "/api/identity/v1/people", Clients = "/api/identity/v1/clients";

    [Fact]
    public async Task Adding_a_person_twice_with_one_key_adds_one_person_and_returns_the_same_password()
    {
        var (key, body) = (NewKey(), Person());
        var first = await Post(People, key, body);
        var again = await Post(People, key, body);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.Status, again.Status));
        Assert.Equal((first.Text, first.Location, false, true), (again.Text, again.Location, first.IsReplay, again.IsReplay));
        using var signedIn = await new SignInBrowser(fixture.Gateway).SignIn(
            JsonSerializer.Deserialize<JsonElement>(body).GetProperty("email").GetString()!, again.Value("oneTimePassword"),
            "correct horse battery");
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
    }

    [Fact]
    public async Task Fifty_simultaneous_requests_with_one_key_add_one_client()
    {
        var (key, name) = (NewKey(), $"client {Guid.CreateVersion7()}");
        var answers =
            await Task.WhenAll(Enumerable.Range(0, 50)
                .Select(_ => Post(Clients, key, $$"""{"name":"{{name}}","scopes":["sales.read"]}""")));
        var made = answers.Where(answer => answer.Status == HttpStatusCode.Created).ToList();
        Assert.Single(made.Select(answer => answer.Text).Distinct());
        Assert.Single(made, answer => !answer.IsReplay);
        Assert.All(answers.Except(made),
            answer => Assert.Equal((HttpStatusCode.Conflict, "idempotency-key-in-flight"), (answer.Status, answer.Value("code"))));
        Assert.Equal(1, await Count($"select count(*) from \"OpenIddictApplications\" where display_name = '{name}'"));
        Assert.True((await fixture.Gateway.RequestToken(made[0].Value("clientId"), made[0].Value("clientSecret")))
            .TryGetProperty("access_token", out _));
    }

    [Fact]
    public async Task Another_body_with_the_same_key_and_an_invalid_key_are_refused()
    {
        var key = NewKey();
        await Post(People, key, Person());
        Assert.Equal("idempotency-key-reused", (await Post(People, key, Person())).Value("code"));
        Assert.Equal("idempotency-key-invalid", (await Post(People, "with space", Person())).Value("code"));
    }

    [Fact]
    public async Task A_refusal_is_stored_and_replayed_for_its_key()
    {
        var (taken, key) = (Person(), NewKey());
        await Post(People, NewKey(), taken);
        var refused = await Post(People, key, taken);
        Assert.Equal((HttpStatusCode.Conflict, "person-email-taken"), (refused.Status, refused.Value("code")));
        Assert.Equal(refused with { IsReplay = true }, await Post(People, key, taken));
    }

    [Fact]
    public async Task A_password_reset_with_a_key_happens_once_and_ends_the_sessions_at_once()
    {
        var person = await fixture.AddPersonWithPassword("correct horse battery", "sales");
        var tokens = await new SignInBrowser(fixture.Gateway).Tokens(person.Email, "correct horse battery");
        using var http = fixture.Gateway.ClientWith(tokens.GetProperty("access_token").GetString());
        var key = NewKey();
        var first = await Post($"{People}/{person.Id}/password", key, "{}");
        Assert.Equal(first with { IsReplay = true }, await Post($"{People}/{person.Id}/password", key, "{}"));
        Assert.Equal(HttpStatusCode.Unauthorized,
            (await http.GetAsync("/api/sales/v1/handoffs", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task The_database_holds_no_readable_secret_in_a_stored_response()
    {
        var (person, client) =
            (await Post(People, NewKey(), Person()), await Post(Clients, NewKey(), """{"name":"A","scopes":["sales.read"]}"""));
        foreach (var secret in new[] { person.Value("oneTimePassword"), client.Value("clientSecret") })
        {
            Assert.Equal(0, await Count($"select count(*) from idempotency_keys where position('{secret}'::bytea in body) > 0"));
        }

        Assert.True(await Count("select count(*) from idempotency_keys") >= 2);
    }

    private async Task<long> Count(string sql)
    {
        await using var database = NpgsqlDataSource.Create(fixture.Parts.Database);
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static string NewKey() => Guid.CreateVersion7().ToString();

    private static string Person() => $$"""{"email":"{{Guid.CreateVersion7()}}@funnel.example","name":"Ana","roles":["sales"]}""";

    private async Task<Answer> Post(string path, string key, string body)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var response = await fixture.Administrator.SendAsync(request);
        return new(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Location?.ToString(),
            response.Headers.Contains("Idempotency-Replayed"));
    }

    private sealed record Answer(HttpStatusCode Status, string Text, string? Location, bool IsReplay)
    {
        public string Value(string name) => JsonSerializer.Deserialize<JsonElement>(Text).GetProperty(name).GetString()!;
    }
}
