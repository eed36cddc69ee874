using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Funnel.Bench;

/// <summary>
/// The floor is the limit that the bench compares with: pgbench writes the same rows as the system. It writes into a copy of the tables
/// and indexes in the same PostgreSQL, so all settings of the server are the same.
/// </summary>
internal static partial class Floor
{
    public const string MarketingDatabase = "floor", SalesDatabase = "floor_sales";

    /// <summary>Creates an empty copy of the database of a service.</summary>
    public static async Task Create(SystemUnderTest target, string service, string floor)
    {
        await Run(target, "psql", "-X", "-q", "-d", "postgres", "-c", $"drop database if exists {floor}", "-c", $"create database {floor}");
        var schema = Path.Combine(target.Home, "floor.sql");
        await Run(target, "pg_dump", "-s", "-O", "-x", "-f", schema, service);
        await Run(target, "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", floor, "-f", schema);
    }

    /// <summary>Copies the rows that the rows of the floor refer to.</summary>
    public static async Task CopyRows(SystemUnderTest target, string service, string floor, params string[] tables)
    {
        var rows = Path.Combine(target.Home, "floor-rows.sql");
        await Run(target, "pg_dump", ["-a", "-f", rows, .. tables.SelectMany(table => new[] { "-t", table }), service]);
        await Run(target, "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", floor, "-f", rows);
    }

    /// <returns>Transactions per second.</returns>
    public static async Task<double> PgBench(SystemUnderTest target, string script, int clients, double seconds,
        string database = MarketingDatabase)
    {
        var file = Path.Combine(target.Home, "floor.pgbench");
        await File.WriteAllTextAsync(file, script);
        var output = await Run(target, "pgbench", "-n", "-M", "prepared", "-c", Text(clients), "-j", Text(Math.Min(clients, 2)),
            "-T", Text((int)Math.Ceiling(seconds)), "-f", file, database);
        // The backends end after pgbench. Only then does their CPU time count for their parent process.
        while (Processes.Cpu(target.Home).ContainsKey($"postgres {database}"))
        {
            await Task.Delay(50);
        }

        return output.Contains("aborted", StringComparison.Ordinal)
            ? throw new InvalidOperationException(output)
            : double.Parse(Rate().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);

        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }

    private static async Task<string> Run(SystemUnderTest target, string program, params string[] arguments)
    {
        var start =
            new ProcessStartInfo(Path.Combine(target.PgBin, program), arguments) { RedirectStandardOutput = true,
                RedirectStandardError = true };
        start.Environment["PGHOST"] = target.Server.Host;
        start.Environment["PGPORT"] = target.Server.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PGUSER"] = target.Server.Username;
        start.Environment["PGPASSWORD"] = target.Server.Password;
        // A lock that takes longer is an error of the bench. An error message is better than waiting.
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
