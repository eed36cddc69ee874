using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Funnel.Contracts;
using Funnel.Demo;
using Funnel.Testing;
using Funnel.Topology;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Funnel.Chaos;

/// <summary>A system that <c>./funnel up</c> started. It kills parts, and looks into databases, queues and health.</summary>
/// <param name="home">The state folder.</param>
/// <param name="port">The first of its ports.</param>
public sealed class Installation(string home, int port) : IDisposable
{
    /// <summary>
    /// The parts that can be killed. <c>backend</c> is the process of one connection to PostgreSQL, whose death restarts all of
    /// them.
    /// </summary>
    public static readonly IReadOnlyList<string> Parts = ["marketing", "sales", "insights", "gateway", "rabbitmq", "postgres", "backend"];

    /// <summary>The queues of all services.</summary>
    public static readonly IReadOnlyList<string> Queues = [.. Subscriptions.All.Select(subscription => subscription.Queue)];

    private static readonly string[] Services = ["gateway", "marketing", "sales", "insights"];

    private readonly HttpClient local = new() { Timeout = Patience.Request };
    private readonly ConnectionFactory broker = new()
    {
        Uri = new($"amqp://funnel:{Secret(home, "rabbitmq")}@127.0.0.1:{port + 11}"), AutomaticRecoveryEnabled = false,
        RequestedConnectionTimeout = Patience.Request, ContinuationTimeout = Patience.Request,
        HandshakeContinuationTimeout = Patience.Request,
    };

    public Uri Gateway { get; } = new($"http://127.0.0.1:{port}");

    /// <summary>A client with the token of the command line, which has all permissions.</summary>
    public HttpClient Client() =>
        new(new AccessTokenHandler(Gateway, "cli", Secret(home, "cli"))) { BaseAddress = Gateway, Timeout = Patience.Request };

    /// <summary>Connects to a database as the superuser, past the services.</summary>
    public async Task<NpgsqlConnection> Open(string database, CancellationToken cancellation)
    {
        var connection = new NpgsqlConnection(
            $"Host=127.0.0.1;Port={port + 10};Username=funnel;Password={Secret(home, "postgres")};Database={database};Pooling=false;"
                + "Timeout=60;Command Timeout=0");
        await connection.OpenAsync(cancellation);
        return connection;
    }

    public Task<IConnection> Broker(CancellationToken cancellation) => broker.CreateConnectionAsync(cancellation);

    /// <summary>Kills a part by SIGKILL. The part gets no chance to flush or to say anything.</summary>
    public async Task Kill(string part, CancellationToken cancellation)
    {
        var pid = part == "backend" ? await Backend(cancellation) : await Pid(part, cancellation);
        using var victim = Process.GetProcessById(pid);
        victim.Kill();
        await victim.WaitForExitAsync(cancellation);
    }

    /// <summary>Stops a part and does not start it again.</summary>
    public Task Stop(string part, CancellationToken cancellation) => Supervisor("stop", part, cancellation);

    public Task Start(string part, CancellationToken cancellation) => Supervisor("start", part, cancellation);

    /// <summary>Waits until all parts are well again.</summary>
    /// <returns>The part that was well last.</returns>
    public async Task<string> Recovered(CancellationToken cancellation)
    {
        var last = "none";
        await Eventually.Get(async () =>
        {
            var sick = string.Join(", ", await Sick(cancellation));
            last = sick.Length > 0 ? sick : last;
            return sick;
        }, sick => sick.Length == 0);
        return last;
    }

    /// <summary>The broker, the database and the services that do not answer, or that report a status other than healthy.</summary>
    public async Task<IReadOnlyList<string>> Sick(CancellationToken cancellation)
    {
        var checks = new List<(string Part, Task<bool> IsWell)>
        {
            ("postgres", IsWell(async () => await (await Open("postgres", cancellation)).DisposeAsync(), cancellation)),
            ("rabbitmq", IsWell(() => Waiting(cancellation), cancellation)),
        };
        checks.AddRange(Services.Select(service => (service, IsWell(() => Ask(service, cancellation), cancellation))));
        await Task.WhenAll(checks.Select(check => check.IsWell));
        return [.. checks.Where(check => !check.IsWell.Result).Select(check => check.Part)];
    }

    /// <summary>The number of messages in the broker's queues, including the dead-letter queues.</summary>
    public async Task<long> Waiting(CancellationToken cancellation)
    {
        await using var connection = await Broker(cancellation);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellation);
        var waiting = 0L;
        foreach (var queue in Queues.SelectMany(queue => new[] { queue, queue + "_error" }))
        {
            waiting += await channel.MessageCountAsync(queue, cancellation);
        }

        return waiting;
    }

    /// <summary>The bindings of an exchange: queues and routing keys.</summary>
    public async Task<IReadOnlyList<(string Queue, string Key)>> Bindings(string exchange, CancellationToken cancellation)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port + 12}/api/exchanges/%2F/{exchange}/bindings/source");
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"funnel:{Secret(home, "rabbitmq")}")));
        using var answer = await local.SendAsync(request, cancellation);
        var bindings =
            JsonSerializer.Deserialize<JsonElement>(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellation));
        return [.. bindings.EnumerateArray().Where(binding => binding.GetProperty("destination_type").GetString() == "queue")
            .Select(binding => (binding.GetProperty("destination").GetString()!, binding.GetProperty("routing_key").GetString()!))];
    }

    public void Dispose() => local.Dispose();

    private async Task Ask(string service, CancellationToken cancellation)
    {
        using var response = await local.GetAsync($"http://127.0.0.1:{port + Array.IndexOf(Services, service)}/health", cancellation);
        var health =
            JsonSerializer.Deserialize<JsonElement>(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellation));
        if (health.GetProperty("status").GetString() != "Healthy")
        {
            throw new HttpRequestException($"{service} reports {health}");
        }
    }

    private static async Task<bool> IsWell(Func<Task> ask, CancellationToken cancellation)
    {
        try
        {
            await ask();
            return true;
        }
        catch (Exception down) when (!cancellation.IsCancellationRequested
            && down is NpgsqlException or HttpRequestException or OperationCanceledException or BrokerUnreachableException
            or RabbitMQClientException)
        {
            return false;
        }
    }

    private async Task<int> Backend(CancellationToken cancellation)
    {
        await using var connection = await Open("postgres", cancellation);
        await using var command =
            new NpgsqlCommand(
                "select pid from pg_stat_activity where datname in ('marketing', 'sales', 'insights') order by random() limit 1",
                connection);
        return (int)(await command.ExecuteScalarAsync(cancellation) ?? throw new InvalidOperationException("No service is connected."));
    }

    private async Task<int> Pid(string part, CancellationToken cancellation) =>
        int.TryParse(await Supervisor("pid", part, cancellation), CultureInfo.InvariantCulture, out var pid) && pid > 0
            ? pid
            : throw new InvalidOperationException($"{part} does not run.");

    private async Task<string> Supervisor(string command, string part, CancellationToken cancellation)
    {
        var name = Services.Contains(part) ? $"app:{part}" : part;
        using var supervisor =
            Process.Start(
                new ProcessStartInfo("supervisorctl",
                    ["-c", Path.Combine(home, "run", "supervisord.conf"), command, name]) { RedirectStandardOutput = true })!;
        var said = await supervisor.StandardOutput.ReadToEndAsync(cancellation);
        await supervisor.WaitForExitAsync(cancellation);
        return supervisor.ExitCode == 0 ? said : throw new InvalidOperationException($"supervisorctl {command} {name}: {said}");
    }

    private static string Secret(string home, string name) =>
        File.ReadLines(Path.Combine(home, "secrets"))
            .Single(line => line.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
}
