using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Funnel.Gateway.Clients;
using Funnel.Gateway.Identity;
using Funnel.ServiceDefaults;
using Funnel.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Funnel.Gateway.Tests;

/// <summary>
/// The step <c>migrate</c> on a server that is starting, or that lacks the database. The gateway stands for all services.
/// </summary>
public sealed class MigrationStepTests : IAsyncDisposable
{
    private static readonly NpgsqlConnectionStringBuilder Server = new(Environment.GetEnvironmentVariable("ConnectionStrings__postgres"));

    // Capitals and a dash need quotes in SQL.
    private readonly string name = $"Missing-{Guid.CreateVersion7():N}";

    [Fact]
    public async Task A_missing_database_is_created_and_is_closed_to_other_users()
    {
        var ended = await Migrate(Database());

        Assert.True(ended.ExitCode == 0, ended.Errors);
        Assert.Contains("one-time password", ended.Output);
        Assert.Equal(0L, await Ask($"""
            select count(*) from pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) as granted
            where datname = '{name}' and granted.grantee = 0
            """));
    }

    [Fact]
    public async Task Four_steps_at_the_same_time_create_the_database_once()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Migrate(Database())));

        Assert.All(all, ended => Assert.True(ended.ExitCode == 0, ended.Errors));
        Assert.Single(all, ended => ended.Output.Contains("one-time password", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_step_waits_for_a_server_that_starts_later()
    {
        var later = FreePort();
        var settings = Database();
        (settings.Host, settings.Port) = (IPAddress.Loopback.ToString(), later);
        using var process = Start(settings);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var limit = Patience.Limit(TestContext.Current.CancellationToken);
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync(limit.Token);
            Assert.True(line is not null, "The step did not wait.");
        }
        while (!line.Contains("Waiting for the database", StringComparison.Ordinal));

        using var listener = new TcpListener(IPAddress.Loopback, later);
        listener.Start();
        var forwarding = Forward(listener);
        var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);

        Assert.True(process.ExitCode == 0, await errors);
        Assert.Contains("one-time password", output);
        listener.Stop();
        await forwarding;
    }

    [Fact]
    public async Task A_user_who_may_not_create_the_missing_database_gets_one_sentence_and_exit_code_1()
    {
        var user = $"user_{Guid.CreateVersion7():N}";
        await Run($"create role {user} login password 'a password'");
        try
        {
            var settings = Database();
            (settings.Username, settings.Password) = (user, "a password");

            var ended = await Migrate(settings);

            Assert.Equal(1, ended.ExitCode);
            Assert.Equal(
                $"The database '{name}' does not exist, and the user '{user}' cannot create it (permission denied to create database). "
                    + $"Create it: CREATE DATABASE \"{name}\" OWNER \"{user}\";",
                ended.Errors.Trim());
        }
        finally
        {
            await Run($"drop role {user}");
        }
    }

    [Fact]
    public async Task A_wrong_password_gets_one_sentence_and_exit_code_1()
    {
        var settings = Database();
        settings.Password = "not the password";

        var ended = await Migrate(settings);

        Assert.Equal(1, ended.ExitCode);
        Assert.Equal(
            $"PostgreSQL refuses the user '{settings.Username}' in the database '{name}': "
                + $"password authentication failed for user \"{settings.Username}\".",
            ended.Errors.Trim());
    }

    [Fact]
    public async Task After_two_minutes_without_an_answer_the_step_ends_with_one_sentence()
    {
        var settings = Database();
        (settings.Host, settings.Port) = (IPAddress.Loopback.ToString(), FreePort());
        await using var app = App(settings, new MinuteClock());

        var failed = await Assert.ThrowsAsync<MigrationException>(() => app.RunMigrations<IdentityDb>((_, _) => Task.CompletedTask));

        Assert.StartsWith($"The database '{name}' at 127.0.0.1:{settings.Port} did not answer for two minutes: ", failed.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failed.Message);
    }

    [Fact]
    public async Task A_connection_that_breaks_during_the_migrations_starts_them_again_with_more_patience_than_a_request()
    {
        await using var app = App(Database(), TimeProvider.System);
        var attempts = 0;

        await app.RunMigrations<IdentityDb>(async (services, database) =>
        {
            Assert.True(new NpgsqlConnectionStringBuilder(database.ConnectionString).Timeout >= 30);
            if (++attempts == 1)
            {
                await services.GetRequiredService<IdentityDb>().Database
                    .ExecuteSqlRawAsync("select pg_terminate_backend(pg_backend_pid())");
            }

            await services.GetRequiredService<IdentityDb>().Migrate();
        });

        Assert.Equal(2, attempts);
        var pending = await Ask("select count(*) from people", name);
        Assert.Equal(0L, pending);
    }

    public async ValueTask DisposeAsync() => await Run($"drop database if exists \"{name}\" with (force)");

    private NpgsqlConnectionStringBuilder Database() => new(Server.ConnectionString) { Database = name };

    private static WebApplication App(NpgsqlConnectionStringBuilder settings, TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["ConnectionStrings:identity-db"] = settings.ConnectionString;
        builder.Services.AddSingleton(clock);
        builder.AddServiceDefaults("gateway").AddDatabase<IdentityDb>("identity-db");
        builder.Services.ConfigureDbContext<IdentityDb>(
            options => options.UseOpenIddict<ApiClient, ClientAuthorization, ClientScope, ClientToken, Guid>());
        return builder.Build();
    }

    private static async Task<(int ExitCode, string Output, string Errors)> Migrate(NpgsqlConnectionStringBuilder settings)
    {
        using var process = Start(settings);
        using var limit = Patience.Limit(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output, await errors);
    }

    private static Process Start(NpgsqlConnectionStringBuilder settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Funnel.Gateway.dll"), "migrate"])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (setting, value) in new[]
        {
            ("ConnectionStrings__identity-db", settings.ConnectionString), ("Identity__Issuer", "http://localhost/"),
            ("Identity__Secret", "a secret of more than twenty-four characters"),
            ("services__marketing__http__0", "http://127.0.0.1:1"), ("services__sales__http__0", "http://127.0.0.1:1"),
            ("services__insights__http__0", "http://127.0.0.1:1"),
        })
        {
            start.Environment[setting] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Forwards connections to the real server until the listener stops.</summary>
    private static async Task Forward(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync();
                var server = new TcpClient();
                await server.ConnectAsync(Server.Host!, Server.Port);
                _ = Copy(client, server);
                _ = Copy(server, client);
            }
        }
        catch (SocketException stopped) when (stopped.SocketErrorCode == SocketError.OperationAborted)
        {
            return;
        }
    }

    private static async Task Copy(TcpClient from, TcpClient to)
    {
        await from.GetStream().CopyToAsync(to.GetStream());
        to.Client.Shutdown(SocketShutdown.Send);
    }

    private static int FreePort()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        return ((IPEndPoint)free.LocalEndpoint).Port;
    }

    private static async Task<object?> Ask(string sql, string? database = null)
    {
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(Server.ConnectionString) { Database = database ?? Server.Database, Pooling = false });
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    private static async Task Run(string sql) => await Ask(sql);

    /// <summary>Each look at this clock is a minute later than the one before.</summary>
    private sealed class MinuteClock : TimeProvider
    {
        private long minutes;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => 60 * Interlocked.Increment(ref minutes);
    }
}
