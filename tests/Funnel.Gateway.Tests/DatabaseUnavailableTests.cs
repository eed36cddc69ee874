using System.Net;
using System.Text.Json;
using Funnel.ServiceDefaults;
using Funnel.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Npgsql;

namespace Funnel.Gateway.Tests;

/// <summary>A request that needs an unavailable database gets 503 with Retry-After, so that the caller tries again.</summary>
public sealed class DatabaseUnavailableTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    [Fact]
    public async Task A_token_request_without_the_identity_database_gets_503_with_Retry_After()
    {
        await using var parts = await RealParts.Make("identity");
        await GatewayUnderTest.Migrate(parts);
        await using var gateway = await GatewayUnderTest.Start(parts, fixture.Backend);
        var server = new NpgsqlConnectionStringBuilder(parts.Database);
        var name = server.Database;
        server.Database = "postgres";
        await using var postgres = NpgsqlDataSource.Create(server);
        await Execute(
            $"alter database {name} allow_connections false; select pg_terminate_backend(pid) from pg_stat_activity "
                + $"where datname = '{name}'");

        using var http = gateway.ClientWith(null);
        using var form =
            new FormUrlEncodedContent(
                new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = "cli",
                    ["client_secret"] = GatewayUnderTest.CliSecret });
        using var answer = await http.PostAsync("/connect/token", form, TestContext.Current.CancellationToken);
        await AssertUnavailable(answer);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());

        await Execute($"alter database {name} allow_connections true");
        Assert.NotEmpty(await gateway.Token());

        async Task Execute(string sql)
        {
            await using var command = postgres.CreateCommand(sql);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_statement_on_a_broken_connection_gets_503_with_Retry_After()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.AddServiceDefaults("things");
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.UseExceptionHandler();
        app.MapGet("/", async () =>
        {
            await using var connection = new NpgsqlConnection(fixture.Parts.Database);
            await connection.OpenAsync();
            await using var killed = new NpgsqlCommand("select pg_terminate_backend(pg_backend_pid())", connection);
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => killed.ExecuteNonQueryAsync());
            await using var next = new NpgsqlCommand("select 1", connection);
            await next.ExecuteNonQueryAsync();
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient { Timeout = Patience.Request };
        using var answer = await http.GetAsync(new Uri(app.Urls.First()), TestContext.Current.CancellationToken);
        await AssertUnavailable(answer);
    }

    private static async Task AssertUnavailable(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, $"{answer.StatusCode} {text}");
        Assert.Equal("database-unavailable", JsonDocument.Parse(text).RootElement.GetProperty("code").GetString());
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter!.Delta);
    }
}
