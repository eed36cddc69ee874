using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Funnel.Chaos;
using Funnel.Demo;
using Funnel.Testing;

[assembly: AssemblyFixture(typeof(Funnel.Flows.Tests.RunningSystem))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace Funnel.Flows.Tests;

/// <summary>The whole system, started by <c>./funnel up</c> as a user does, with ports and a state folder of its own.</summary>
public sealed class RunningSystem : IAsyncLifetime
{
    /// <summary>People per second. Each person causes about twenty-five events, so this rate is enough for every test.</summary>
    private const double HighestRate = 10;

    private static readonly TimeSpan RateIsGoodFor = TimeSpan.FromMinutes(5);

    private readonly string home = Directory.CreateTempSubdirectory("funnel-flows-").FullName;
    private readonly int port = FreePorts();
    private (double Rate, long At)? measured;

    public Uri Address => new($"http://127.0.0.1:{port}");

    public HttpClient Http { get; private set; } = null!;

    public Gateway Gateway { get; private set; } = null!;

    public Dashboard Dashboard { get; private set; } = null!;

    /// <summary>The state folder, with the data and the logs.</summary>
    public string Home => home;

    public int Port => port;

    /// <summary>The output of the first start.</summary>
    public string FirstOutput { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        FirstOutput = await Run("./funnel", "up", "--detach");
        Assert.Contains("gateway", FirstOutput);
        Http = Client(Address);
        Gateway = new Gateway(Http, Patience.Wait);
        Dashboard = new Dashboard(new($"http://127.0.0.1:{port + 20}"), Secret("dashboard-api"));
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        Dashboard?.Dispose();
        await Run("./funnel", "down");
        Directory.Delete(home, recursive: true);
    }

    /// <summary>The people per second for the load of a test: half of the capacity of the system on this machine.</summary>
    public async Task<double> Rate(Installation installation, CancellationToken cancellation)
    {
        if (measured is not { } known || Stopwatch.GetElapsedTime(known.At) > RateIsGoodFor)
        {
            var capacity = await Capacity.Measure(installation, home, cancellation);
            measured = known = (Math.Min(capacity / 2, HighestRate), Stopwatch.GetTimestamp());
            TestContext.Current.TestOutputHelper?.WriteLine($"The system serves {capacity:F1} people a second, so {known.Rate:F1} come.");
        }

        return known.Rate;
    }

    /// <summary>A client with the token of the command line, which has all permissions.</summary>
    public HttpClient Client(Uri address)
    {
        return new(new AccessTokenHandler(Address, "cli", Secret("cli"))) { BaseAddress = address, Timeout = Patience.Request };
    }

    /// <summary>A secret of the installation.</summary>
    public string Secret(string name) =>
        File.ReadLines(Path.Combine(home, "secrets")).Single(line => line.StartsWith($"{name}=", StringComparison.Ordinal))
            .Split('=')[1];

    /// <summary>Enters a password on the sign-in page.</summary>
    /// <returns>200 when the password is right: the page asks for a new one.</returns>
    public async Task<HttpStatusCode> SignIn(string name, string password)
    {
        using var http = new HttpClient { BaseAddress = Address, Timeout = Patience.Request };
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

    /// <summary>All events of these people in the journals of Marketing and Sales.</summary>
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
                events.AddRange(page.GetProperty("events").EnumerateArray()
                    .Where(@event => people.Contains(@event.GetProperty("correlationid").GetString()!)));
                after = $"&after={page.GetProperty("next").GetString()}";
            }
            while (page.GetProperty("more").GetBoolean());
        }

        return events;
    }

    /// <summary>Runs a program in the checkout against this system and returns its output.</summary>
    /// <exception cref="InvalidOperationException">The program failed. The message holds its output.</exception>
    public async Task<string> Run(string program, params string[] arguments)
    {
        using var process = Start(program, arguments, []);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} exited with {process.ExitCode}:\n{await output}\n{await errors}");
    }

    /// <summary>Starts a second process of a service, on a port of its own. The other settings are those of the first process.</summary>
    public async Task<Replica> StartReplica(string service, params (string Name, string Value)[] different)
    {
        var address = Beside(service);
        var replica = new Replica(StartService(service, different), Client(address));
        await replica.Ready();
        return replica;
    }

    /// <summary>Starts a service with a wrong setting and waits for its end.</summary>
    /// <returns>The exit code and the standard error.</returns>
    public async Task<(int ExitCode, string Errors)> StartAndEnd(string service, params (string Name, string Value)[] wrong)
    {
        using var process = StartService(service, wrong);
        using var limit = Patience.Limit(TestContext.Current.CancellationToken);
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

        return Start("dotnet", [Path.Combine(home, "app", service, $"Funnel.{char.ToUpperInvariant(service[0])}{service[1..]}.dll")],
            settings);
    }

    /// <summary>The first of 25 ports of which none is in use.</summary>
    internal static int FreePorts()
    {
        while (true)
        {
            var first = 20_000 + (Random.Shared.Next(400) * 25);
            var used = System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners();
            if (!used.Any(listener => listener.Port >= first && listener.Port < first + 25))
            {
                return first;
            }
        }
    }

    private Uri Beside(string service) =>
        new($"http://127.0.0.1:{port + 15 + Array.IndexOf(["marketing", "sales", "insights", "gateway"], service)}");

    private Dictionary<string, string> Settings(string service) =>
        File.ReadAllLines(Path.Combine(home, "env", service)).Where(line => line.Contains('=', StringComparison.Ordinal))
            .Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    private Process Start(string program, string[] arguments, Dictionary<string, string> settings)
    {
        // The tests run in another folder than the checkout.
        program = program.StartsWith("./", StringComparison.Ordinal) ? Path.Combine(Repository.Root, program) : program;
        var start =
            new ProcessStartInfo(program, arguments) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true,
                RedirectStandardError = true };
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

    public Gateway Api => new(http, Patience.Wait);

    public HttpClient Http => http;

    /// <summary>The output so far.</summary>
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
        }, healthy => healthy);
    }

    /// <summary>Sends SIGTERM. The process must drain and exit with 0.</summary>
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
