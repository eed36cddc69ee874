using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Funnel.Testing;

namespace Funnel.Flows.Tests;

/// <summary>A running app host, with ports and a dashboard of its own.</summary>
internal sealed class AspireHost : IAsyncDisposable
{
    private const string DashboardKey = "the key of this test";

    private readonly Process process;
    private readonly ConcurrentQueue<string> printed = new();

    private AspireHost(Process process, int port, string mark)
    {
        (this.process, Port, Mark) = (process, port, mark);
        Http = new HttpClient { Timeout = Patience.Request };
        Dashboard = new Dashboard(new($"http://localhost:{port + 20}"), DashboardKey);
        process.OutputDataReceived += (_, line) => printed.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => printed.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The port of the gateway. The services use the three ports after it.</summary>
    public int Port { get; }

    /// <summary>A variable in the environment of each process that the app host starts.</summary>
    public string Mark { get; }

    public string Address => $"http://localhost:{Port}";

    public HttpClient Http { get; }

    public Dashboard Dashboard { get; }

    /// <summary>The output so far: that of the app host, and the logs of all resources.</summary>
    public string Printed => string.Join('\n', printed);

    /// <param name="databases">The connection strings by name.</param>
    /// <param name="broker">The AMQP address of the broker.</param>
    /// <param name="port">The port of the gateway.</param>
    public static AspireHost Start(IReadOnlyDictionary<string, string> databases, Uri broker, int port)
    {
        var mark = $"FUNNEL_ASPIRE_TEST={Guid.CreateVersion7()}";
        var project = Path.Combine(Repository.Root, "Funnel.AppHost");
        var build = AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal) ? "Release" : "Debug";
        // A program that a shell has started in the background ignores Ctrl-C, and its children do. A terminal's programs do not.
        var start = new ProcessStartInfo("env",
            ["--default-signal=INT", mark, "dotnet", Path.Combine(project, "bin", build, "net10.0", "Funnel.AppHost.dll")])
        {
            WorkingDirectory = project,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, connection) in databases.Append(new("messaging", broker.ToString())))
        {
            start.Environment[$"ConnectionStrings__{name}"] = connection;
        }

        foreach (var (name, value) in new[]
        {
            ("DOTNET_ENVIRONMENT", "Development"), ("ASPNETCORE_ENVIRONMENT", "Development"),
            ("ExistingServers", "true"), ("ResourceLogs", "true"), ("FUNNEL_PORT", Text(port)),
            ("ASPNETCORE_URLS", $"http://localhost:{port + 20}"),
            ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", $"http://localhost:{port + 21}"),
            ("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", $"http://localhost:{port + 23}"),
            ("ASPIRE_ALLOW_UNSECURED_TRANSPORT", "true"), ("ASPIRE_DASHBOARD_API_ENABLED", "true"),
            ("ASPIRE_DASHBOARD_TELEMETRY_OPTOUT", "true"), ("ASPIRE_VERSION_CHECK_DISABLED", "true"),
            ("AppHost__DashboardApiKey", DashboardKey),
        })
        {
            start.Environment[name] = value;
        }

        // The build server of a test run must not stay behind.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        return new(Process.Start(start)!, port, mark);
    }

    /// <summary>The ids of the processes that have the mark in their environment.</summary>
    public static List<int> Processes(string mark) =>
        [.. Process.GetProcesses().Select(candidate => candidate.Id).Where(id => Environment(id).Contains(mark, StringComparison.Ordinal))];

    /// <summary>Waits until the gateway is healthy.</summary>
    public async Task Ready() => await Eventually.Get(async () =>
    {
        Assert.False(process.HasExited, Printed);
        try
        {
            return await HealthOf(Port);
        }
        catch (HttpRequestException notYet)
        {
            return $"{notYet.Message}\n{Printed}";
        }
    }, health => health == "Healthy");

    public async Task<string> HealthOf(int port)
    {
        using var answer = await Http.GetAsync($"http://localhost:{port}/health");
        var body = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
        return body.GetProperty("status").GetString()!;
    }

    /// <summary>An access token of the API client <c>cli</c>.</summary>
    public async Task<string> Token()
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = "cli",
            ["client_secret"] = "development-only-cli",
        });
        using var answer = await Http.PostAsync($"{Address}/connect/token", form);
        var body = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
        return body.GetProperty("access_token").GetString()!;
    }

    /// <summary>Presses Ctrl-C, and waits for the end of the app host.</summary>
    public async Task Interrupt()
    {
        await Signal("-INT", process.Id);
        await Ended();
    }

    /// <summary>Waits for the end of the app host.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> Ended()
    {
        using var limit = Patience.Limit(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(limit.Token);
        return process.ExitCode;
    }

    /// <summary>After a failed test, ends what still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var left in Processes(Mark))
        {
            await Signal("-KILL", left);
        }

        process.Dispose();
        Http.Dispose();
        Dashboard.Dispose();
    }

    private static async Task Signal(string signal, int process)
    {
        using var kill = Process.Start("kill", [signal, Text(process)]);
        await kill.WaitForExitAsync();
    }

    private static string Environment(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/environ");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return ""; // it has ended, or belongs to another user
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
