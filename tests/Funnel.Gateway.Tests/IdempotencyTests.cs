using System.Net;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace Funnel.Gateway.Tests;

/// <summary>The gateway's own POSTs under an idempotency key. Their answers hold passwords and secrets.</summary>
public sealed class IdempotencyTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string People = "/api/identity/v1/people", Clients = "/api/identity/v1/clients";

    [Fact]
    public async Task A_person_who_is_added_twice_under_one_key_is_added_once_and_has_the_same_password()
    {
        var (key, body) = (NewKey(), Person());
        var first = await Post(People, key, body);
        var again = await Post(People, key, body);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.Status, again.Status));
        Assert.Equal((first.Text, first.Location, false, true), (again.Text, again.Location, first.IsReplay, again.IsReplay));
        using var signedIn = await new Visitor(fixture.Gateway).SignIn(
            JsonSerializer.Deserialize<JsonElement>(body).GetProperty("email").GetString()!, again.Value("oneTimePassword"), "correct horse battery");
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
    }

    [Fact]
    public async Task A_client_that_is_made_fifty_times_at_once_under_one_key_is_made_once()
    {
        var (key, name) = (NewKey(), $"client {Guid.CreateVersion7()}");
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Post(Clients, key, $$"""{"name":"{{name}}","scopes":["sales.read"]}""")));
        var made = answers.Where(answer => answer.Status == HttpStatusCode.Created).ToList();
        Assert.Single(made.Select(answer => answer.Text).Distinct());
        Assert.Single(made, answer => !answer.IsReplay);
        Assert.All(answers.Except(made), answer => Assert.Equal((HttpStatusCode.Conflict, "idempotency-key-in-flight"), (answer.Status, answer.Value("code"))));
        Assert.Equal(1, await Count($"select count(*) from \"OpenIddictApplications\" where display_name = '{name}'"));
        Assert.True((await fixture.Gateway.Ask(made[0].Value("clientId"), made[0].Value("clientSecret"))).TryGetProperty("access_token", out _));
    }

    [Fact]
    public async Task Another_body_under_the_same_key_is_refused_and_so_is_a_key_that_is_none()
    {
        var key = NewKey();
        await Post(People, key, Person());
        Assert.Equal("idempotency-key-reused", (await Post(People, key, Person())).Value("code"));
        Assert.Equal("idempotency-key-invalid", (await Post(People, "with space", Person())).Value("code"));
    }

    [Fact]
    public async Task A_refusal_under_a_key_is_kept_and_leaves_nothing_behind()
    {
        var (taken, key) = (Person(), NewKey());
        await Post(People, NewKey(), taken);
        var refused = await Post(People, key, taken);
        Assert.Equal((HttpStatusCode.Conflict, "person-email-taken"), (refused.Status, refused.Value("code")));
        Assert.Equal(refused with { IsReplay = true }, await Post(People, key, taken));
    }

    [Fact]
    public async Task A_lost_password_is_replaced_once_under_one_key_and_signs_out_at_once()
    {
        var person = await fixture.SignedUp("correct horse battery", "sales");
        var tokens = await new Visitor(fixture.Gateway).Tokens(person.Email, "correct horse battery");
        using var http = fixture.Gateway.As(tokens.GetProperty("access_token").GetString());
        var key = NewKey();
        var first = await Post($"{People}/{person.Id}/password", key, "{}");
        Assert.Equal(first with { IsReplay = true }, await Post($"{People}/{person.Id}/password", key, "{}"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/api/sales/v1/handoffs", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task No_kept_answer_shows_its_secret_to_who_reads_the_database()
    {
        var (person, client) = (await Post(People, NewKey(), Person()), await Post(Clients, NewKey(), """{"name":"A","scopes":["sales.read"]}"""));
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
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var response = await fixture.Administrator.SendAsync(request);
        return new(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Location?.ToString(), response.Headers.Contains("Idempotency-Replayed"));
    }

    private sealed record Answer(HttpStatusCode Status, string Text, string? Location, bool IsReplay)
    {
        public string Value(string name) => JsonSerializer.Deserialize<JsonElement>(Text).GetProperty(name).GetString()!;
    }
}
