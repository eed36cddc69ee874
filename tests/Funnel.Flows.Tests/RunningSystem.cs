using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Funnel.Demo;
using Funnel.Testing;

[assembly: AssemblyFixture(typeof(Funnel.Flows.Tests.RunningSystem))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace Funnel.Flows.Tests;

/// <summary>The whole system, started as a user starts it: <c>./funnel up</c>, on ports and in a state folder of its own.</summary>
public sealed class RunningSystem : IAsyncLifetime
{
    private readonly string home = Directory.CreateTempSubdirectory("funnel-flows-").FullName;
    private readonly int port = 20_000 + Random.Shared.Next(400) * 25;

    public Uri Address => new($"http://127.0.0.1:{port}");

    public HttpClient Http { get; private set; } = null!;

    public Gateway Gateway { get; private set; } = null!;

    public Dashboard Dashboard { get; private set; } = null!;

    /// <summary>Where its data and its logs are.</summary>
    public string Home => home;

    public int Port => port;

    /// <summary>What the first start printed.</summary>
    public string FirstWords { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        FirstWords = await Run("./funnel", "up", "--detach");
        Assert.Contains("gateway", FirstWords);
        Http = Client(Address);
        Gateway = new Gateway(Http);
        Dashboard = new Dashboard(new HttpClient { BaseAddress = new($"http://127.0.0.1:{port + 20}") });
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        await Run("./funnel", "down");
        Directory.Delete(home, recursive: true);
    }

    /// <summary>Calls an address as this installation's command line, which may do everything.</summary>
    public HttpClient Client(Uri address)
    {
        var secret = File.ReadLines(Path.Combine(home, "secrets")).Single(line => line.StartsWith("cli=", StringComparison.Ordinal)).Split('=')[1];
        return new(new AccessTokenHandler(Address, "cli", secret)) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
    }

    /// <summary>Tries a password at the sign-in page.</summary>
    /// <returns>200 is the page that asks for a password of one's own.</returns>
    public async Task<HttpStatusCode> SignIn(string name, string password)
    {
        using var http = new HttpClient { BaseAddress = Address };
        using var answer = await http.PostAsync("/connect/authorize", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["client_id"] = "console",
            ["response_type"] = "code",
            ["redirect_uri"] = new Uri(Address, "docs/").ToString(),
            ["code_challenge"] = new('x', 43),
            ["code_challenge_method"] = "S256",
            ["username"] = name,
            ["password"] = password,
        }));
        return answer.StatusCode;
    }

    /// <summary>All that Marketing's and Sales' journals hold about these people, read to their ends.</summary>
    public async Task<List<JsonElement>> Journals(HashSet<string> people)
    {
        var events = new List<JsonElement>();
        foreach (var service in new[] { "marketing", "sales" })
        {
            JsonElement page;
            var path = $"/api/{service}/v1/events?limit=1000";
            var after = "";
            do
            {
                page = await Gateway.Get(path + after);
                events.AddRange(page.GetProperty("events").EnumerateArray().Where(@event => people.Contains(@event.GetProperty("correlationid").GetString()!)));
                after = $"&after={page.GetProperty("next").GetString()}";
            }
            while (page.GetProperty("more").GetBoolean());
        }

        return events;
    }

    /// <summary>Runs a program in the checkout against this system and returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it printed.</exception>
    public async Task<string> Run(string program, params string[] arguments)
    {
        using var process = Start(program, arguments, []);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} exited with {process.ExitCode}:\n{await output}\n{await errors}");
    }

    /// <summary>A second process of a service beside the first, on a port of its own, with the same settings otherwise.</summary>
    public async Task<Replica> StartReplica(string service, params (string Name, string Value)[] different)
    {
        var address = Beside(service);
        var replica = new Replica(StartService(service, different), Client(address));
        await replica.Ready();
        return replica;
    }

    /// <summary>Starts a service with a wrong setting and waits for it to leave.</summary>
    /// <returns>Its exit code and what it printed to standard error.</returns>
    public async Task<(int ExitCode, string Errors)> StartAndEnd(string service, params (string Name, string Value)[] wrong)
    {
        using var process = StartService(service, wrong);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = await process.StandardError.ReadToEndAsync(limit.Token);
        await output;
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, errors);
    }

    /// <summary>A setting with which the system runs a service.</summary>
    public string SettingOf(string service, string name) => Settings(service)[name];

    private Process StartService(string service, params (string Name, string Value)[] different)
    {
        var settings = Settings(service);
        settings["ASPNETCORE_URLS"] = Beside(service).ToString();
        foreach (var (name, value) in different)
        {
            settings[name] = value;
        }

        var cache = Environment.GetEnvironmentVariable("FUNNEL_CACHE") ?? home;
        return Start("dotnet", [Path.Combine(cache, "app", service, $"Funnel.{char.ToUpperInvariant(service[0])}{service[1..]}.dll")], settings);
    }

    private Uri Beside(string service) => new($"http://127.0.0.1:{port + 15 + Array.IndexOf(["marketing", "sales", "insights", "gateway"], service)}");

    private Dictionary<string, string> Settings(string service) =>
        File.ReadAllLines(Path.Combine(home, "env", service)).Where(line => line.Contains('=', StringComparison.Ordinal))
            .Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    private Process Start(string program, string[] arguments, Dictionary<string, string> settings)
    {
        // A relative name would be looked up from where the tests run.
        program = program.StartsWith("./", StringComparison.Ordinal) ? Path.Combine(Repository.Root, program) : program;
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["FUNNEL_HOME"] = home;
        start.Environment["FUNNEL_PORT"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        start.Environment["FUNNEL"] = Address.ToString().TrimEnd('/');
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}

/// <summary>A second process of a service.</summary>
public sealed class Replica(Process process, HttpClient http) : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> printed = new();

    public Gateway Api => new(http);

    public HttpClient Http => http;

    /// <summary>All that it has printed.</summary>
    public string Printed => string.Join('\n', printed);

    public async Task Ready()
    {
        process.OutputDataReceived += (_, line) => printed.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => printed.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Eventually.Get(async () =>
        {
            try
            {
                using var answer = await http.GetAsync("/health");
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, healthy => healthy, seconds: 60);
    }

    /// <summary>Ends it politely: it must drain and leave.</summary>
    public async ValueTask DisposeAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        process.Dispose();
        http.Dispose();
    }
}
