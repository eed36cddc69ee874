using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Funnel.Bench;

/// <summary>
/// The floor: pgbench writing the rows that the system writes, into a copy of its tables and indexes in the same cluster,
/// so that every setting of the server is the same.
/// </summary>
internal static partial class Floor
{
    public const string Database = "floor", OfSales = "floor_sales";

    /// <summary>Makes the empty copy of a service's database.</summary>
    public static async Task Create(Plant plant, string service, string floor)
    {
        await Run(plant, "psql", "-X", "-q", "-d", "postgres", "-c", $"drop database if exists {floor}", "-c", $"create database {floor}");
        var schema = Path.Combine(plant.Home, "floor.sql");
        await Run(plant, "pg_dump", "-s", "-O", "-x", "-f", schema, service);
        await Run(plant, "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", floor, "-f", schema);
    }

    /// <summary>Takes over a service's rows to which the floor's will refer.</summary>
    public static async Task Furnish(Plant plant, string service, string floor, params string[] tables)
    {
        var rows = Path.Combine(plant.Home, "floor-rows.sql");
        await Run(plant, "pg_dump", ["-a", "-f", rows, .. tables.SelectMany(table => new[] { "-t", table }), service]);
        await Run(plant, "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", floor, "-f", rows);
    }

    /// <returns>Transactions a second.</returns>
    public static async Task<double> PgBench(Plant plant, string script, int clients, double seconds, string database = Database)
    {
        var file = Path.Combine(plant.Home, "floor.pgbench");
        await File.WriteAllTextAsync(file, script);
        var output = await Run(plant, "pgbench", "-n", "-M", "prepared", "-c", Text(clients), "-j", Text(Math.Min(clients, 2)),
            "-T", Text((int)Math.Ceiling(seconds)), "-f", file, database);
        // Its backends end after it does, and what they used counts as their parent's only then.
        while (Processes.Cpu(plant.Home).ContainsKey($"postgres {database}"))
        {
            await Task.Delay(50);
        }

        return output.Contains("aborted", StringComparison.Ordinal)
            ? throw new InvalidOperationException(output)
            : double.Parse(Rate().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);

        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }

    private static async Task<string> Run(Plant plant, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(plant.PgBin, program), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PGHOST"] = plant.Server.Host;
        start.Environment["PGPORT"] = plant.Server.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PGUSER"] = plant.Server.Username;
        start.Environment["PGPASSWORD"] = plant.Server.Password;
        // Whatever waits for that long is in somebody's way, and is better named than waited for.
        start.Environment["PGOPTIONS"] = "-c lock_timeout=60s";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} failed: {await errors}");
    }

    [GeneratedRegex(@"tps = ([0-9.]+) \(without")]
    private static partial Regex Rate();
}
