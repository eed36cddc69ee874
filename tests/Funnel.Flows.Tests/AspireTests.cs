using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Funnel.Testing;
using Npgsql;

namespace Funnel.Flows.Tests;

/// <summary>The app host of Aspire, on running servers, as on a machine without containers.</summary>
public sealed partial class AspireTests(RunningSystem system)
{
    private static readonly string[] Services = ["gateway", "marketing", "sales", "insights"];

    [Fact]
    public async Task Aspire_runs_the_whole_system_a_lead_walks_to_revenue_and_Ctrl_C_leaves_nothing_behind()
    {
        await using var parts = await RealParts.Make("aspire");
        await using var databases = new Databases(parts);
        await using var host = AspireHost.Start(databases.Names, parts.Broker, RunningSystem.FreePorts());

        // The gateway starts when Aspire finds the three services healthy, and each of them after its migrations have succeeded. No
        // database exists: the migrations create them.
        await host.Ready();
        foreach (var port in Enumerable.Range(host.Port, Services.Length))
        {
            Assert.Equal("Healthy", await host.HealthOf(port));
        }

        await WalkToRevenue(host);
        await OneTraceOverAllServices(host);
        await NoQueueThatRabbitMQ4Refuses(parts);
        LogsAreReadable(host.Printed);

        Assert.True(AspireHost.Processes(host.Mark).Count > Services.Length, "The processes of the system were not found.");
        await host.Interrupt();
        await Eventually.Get(() => Task.FromResult(AspireHost.Processes(host.Mark)), left => left.Count == 0);
    }

    [Fact]
    public async Task The_app_host_does_not_start_on_the_ports_of_a_running_system_and_says_how_to_stop_it()
    {
        await using var host = AspireHost.Start(new Dictionary<string, string>(), new("amqp://localhost"), system.Port);

        Assert.Equal(1, await host.Ended());
        var ports = string.Join(", ", Enumerable.Range(system.Port, Services.Length));
        Assert.StartsWith($"Port {ports} is in use. If ./funnel up is running, stop it with ./funnel down", host.Printed,
            StringComparison.Ordinal);
    }

    /// <summary>Runs the commands of the README as they are written: first those for Aspire, then those of the walk.</summary>
    private async Task WalkToRevenue(AspireHost host)
    {
        var script = Path.Combine(Directory.CreateTempSubdirectory("funnel-aspire-").FullName, "walk.sh");
        var token = Readme.Commands(Readme.Aspire).SkipWhile(line => !line.StartsWith("FUNNEL=", StringComparison.Ordinal))
            .TakeWhile(line => !line.StartsWith("docker ", StringComparison.Ordinal));
        await File.WriteAllLinesAsync(script,
            ["set -euo pipefail", $"FUNNEL={host.Address}", .. token, .. Readme.Commands(Readme.Walk)]);

        var output = await system.Run("bash", script);

        Assert.Matches(@"\d+Z  .*[Ww]on", output);
        Assert.Contains("\"stage\": \"customer\"", output);
    }

    private static async Task OneTraceOverAllServices(AspireHost host)
    {
        var token = await host.Token();
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        using var capture = new HttpRequestMessage(HttpMethod.Post, $"{host.Address}/api/marketing/v1/leads")
        {
            Content = JsonContent.Create(
                new { email = $"{trace}@example.com", touches = new[] { new { kind = "form", asset = "demo-request" } } }),
        };
        capture.Headers.Authorization = new("Bearer", token);
        capture.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom().ToHexString()}-01");
        using var answer = await host.Http.SendAsync(capture);
        answer.EnsureSuccessStatusCode();
        await Eventually.Get(
            async () => (await host.Dashboard.Trace(trace)).Select(span => span.Service).Distinct().Order().ToList(),
            seen => seen.SequenceEqual(Services.Order()));
    }

    /// <summary>The container has RabbitMQ 4, which refuses queues that are neither durable nor exclusive.</summary>
    private static async Task NoQueueThatRabbitMQ4Refuses(RealParts parts)
    {
        var queues = JsonSerializer.Deserialize<JsonElement>(
            await RealParts.Management(HttpMethod.Get, $"api/queues{parts.Broker.AbsolutePath}"));
        Assert.NotEmpty(queues.EnumerateArray());
        Assert.DoesNotContain(queues.EnumerateArray(),
            queue => !queue.GetProperty("durable").GetBoolean() && !queue.GetProperty("exclusive").GetBoolean());
    }

    private static void LogsAreReadable(string printed)
    {
        Assert.Matches("(?s)Resources.identity-migrations.*Sign in as admin with the one-time password ", printed);
        foreach (var service in Services)
        {
            Assert.Matches($"(?s)Resources.{service}.*Microsoft.Hosting.Lifetime\\[", printed);
        }

        Assert.DoesNotMatch(JsonLine(), printed);
        Assert.Matches("Login to the dashboard at http://localhost:\\d+/login\\?t=", printed);
    }

    [GeneratedRegex("\\{\"Timestamp\"")]
    private static partial Regex JsonLine();

    /// <summary>The names of four databases that do not exist yet. The end drops them.</summary>
    private sealed class Databases(RealParts parts) : IAsyncDisposable
    {
        public Dictionary<string, string> Names { get; } = new[] { "marketing", "sales", "insights", "identity" }.ToDictionary(
            service => $"{service}-db",
            service =>
            {
                var connection = new NpgsqlConnectionStringBuilder(parts.Database);
                connection.Database += $"_{service}";
                return connection.ConnectionString;
            });

        public async ValueTask DisposeAsync()
        {
            await using var server = NpgsqlDataSource.Create(parts.Database);
            foreach (var name in Names.Values.Select(database => new NpgsqlConnectionStringBuilder(database).Database))
            {
                await using var drop = server.CreateCommand($"drop database if exists {name} with (force)");
                await drop.ExecuteNonQueryAsync();
            }
        }
    }
}
