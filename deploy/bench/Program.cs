using System.Globalization;
using Funnel.Bench;

// The parts to run; all of them where none is named. Each is a few minutes.
var plant = new Plant();
var captures = new Captures(plant);
var lines = new List<Line>();
(string Name, Func<Task<IReadOnlyList<Line>>> Run)[] parts =
[
    ("start", Start),
    ("idle", new Idle(plant).Measure),
    ("capture-direct-16", () => captures.Measure("capture, direct, 16", "lead capture, straight to the service, 16 clients ÷ pgbench", plant.Marketing, 16, 0.6, 0.8)),
    ("capture-gateway-16", () => captures.Measure("capture, gateway, 16", "lead capture, through the gateway, 16 clients ÷ pgbench", plant.Gateway, 16, 0.45, 0.6)),
    ("capture-gateway-64", () => captures.Measure("capture, gateway, 64", "lead capture, through the gateway, 64 clients ÷ pgbench", plant.Gateway, 64, 0.6, 0.9)),
    ("capture-gateway-256", () => captures.Measure("capture, gateway, 256", "lead capture, through the gateway, 256 clients ÷ pgbench", plant.Gateway, 256, 1.0, 1.5)),
    ("touches", new TouchBatches(plant).Measure),
    ("events", new Events(plant).Measure),
    ("inbox", new Inbox(plant).Measure),
    ("sales-accept", new Accepts(plant).Measure),
    ("sales-import", new Imports(plant).Measure),
    ("sales-board", new SalesPages(plant).Board),
    ("sales-list", new SalesPages(plant).List),
    ("idle-after", new Idle(plant).Measure),
];
var isGate = args.Contains("--gate");
var wanted = args.Where(name => !name.StartsWith("--", StringComparison.Ordinal)).ToList();
var chosen = parts.Where(part => wanted.Count == 0 || wanted.Any(name => part.Name.StartsWith(name, StringComparison.Ordinal))).ToList();
if (chosen.Count == 0)
{
    Console.Error.WriteLine($"There is no such part; the parts are: {string.Join(", ", parts.Select(part => part.Name))}.");
    return 2;
}

await Floor.Create(plant, "marketing", Floor.Database);
await Floor.Create(plant, "sales", Floor.OfSales);
Console.WriteLine(Line.Header);
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

// Timed by ./funnel bench itself, which starts them.
static Task<IReadOnlyList<Line>> Start() => Task.FromResult<IReadOnlyList<Line>>(
[
    Line.Most("cold start of the whole system", 15, 10, Seconds("BENCH_START"), "s", "RabbitMQ's boot is most of it; the services start side by side."),
    Line.Most("cold start of a service", 1.5, 0.8, Seconds("BENCH_SERVICE_START"), "s", "From exec to healthy: runtime, EF Core's model, the broker's topology."),
]);

static double Seconds(string name) => double.Parse(Environment.GetEnvironmentVariable(name)!, CultureInfo.InvariantCulture);
