using System.Globalization;
using Funnel.Bench;

// The arguments name the parts to run. Without arguments, all parts run. Each part takes a few minutes.
var target = new SystemUnderTest();
var captures = new Captures(target);
var lines = new List<ResultRow>();
(string Name, Func<Task<IReadOnlyList<ResultRow>>> Run)[] parts =
[
    ("start", Start),
    ("idle", new Idle(target).Measure),
    ("capture-direct-16",
        () => captures.Measure("capture, direct, 16", "lead capture, direct, 16 clients ÷ pgbench", target.Marketing, 16, 0.6, 0.8)),
    ("capture-gateway-16",
        () => captures.Measure("capture, gateway, 16", "lead capture, through the gateway, 16 clients ÷ pgbench", target.Gateway, 16, 0.45,
            0.6)),
    ("capture-gateway-64",
        () => captures.Measure("capture, gateway, 64", "lead capture, through the gateway, 64 clients ÷ pgbench", target.Gateway, 64, 0.6,
            0.9)),
    ("capture-gateway-256",
        () => captures.Measure("capture, gateway, 256", "lead capture, through the gateway, 256 clients ÷ pgbench", target.Gateway, 256,
            1.0, 1.5)),
    ("touches", new TouchBatches(target).Measure),
    ("events", new Events(target).Measure),
    ("inbox", new Inbox(target).Measure),
    ("sales-accept", new Accepts(target).Measure),
    ("sales-import", new Imports(target).Measure),
    ("sales-board", new SalesPages(target).Board),
    ("sales-list", new SalesPages(target).List),
    ("idle-after", new Idle(target).Measure),
    ("telemetry", new TelemetryCost(target).Measure),
];
var isGate = args.Contains("--gate");
var wanted = args.Where(name => !name.StartsWith("--", StringComparison.Ordinal)).ToList();
var chosen = parts.Where(part => wanted.Count == 0 || wanted.Any(name => part.Name.StartsWith(name, StringComparison.Ordinal))).ToList();
if (chosen.Count == 0)
{
    Console.Error.WriteLine($"No part has a name that begins so. The parts are: {string.Join(", ", parts.Select(part => part.Name))}.");
    return 2;
}

if (Environment.GetEnvironmentVariable("BENCH_EXPORT") is null)
{
    await Floor.Create(target, "marketing", Floor.MarketingDatabase);
    await Floor.Create(target, "sales", Floor.SalesDatabase);
    Console.WriteLine(ResultRow.Header);
}

foreach (var (name, run) in chosen)
{
    Console.Error.WriteLine($"{name} …");
    foreach (var line in await run())
    {
        lines.Add(line);
        Console.WriteLine(line);
    }
}

return isGate && lines.Any(line => line.Verdict is Verdict.Miss or Verdict.Inconclusive) ? 1 : 0;

// ./funnel bench measures these times, because it starts the system.
static Task<IReadOnlyList<ResultRow>> Start() => Task.FromResult<IReadOnlyList<ResultRow>>(
[
    ResultRow.AtMost("cold start of the whole system", 15, 10, Seconds("BENCH_START"), "s",
        "Most of it is the start of RabbitMQ. The services start in parallel."),
    ResultRow.AtMost("cold start of a service", 1.5, 0.8, Seconds("BENCH_SERVICE_START"), "s",
        "From process start to healthy: runtime, model of EF Core, topology of the broker."),
]);

static double Seconds(string name) => double.Parse(Environment.GetEnvironmentVariable(name)!, CultureInfo.InvariantCulture);
