using System.Globalization;

namespace Funnel.Bench;

/// <summary>The CPU and memory of the parts of the system, read from <c>/proc</c> for whole process trees.</summary>
internal static class Processes
{
    private const double TicksPerSecond = 100;

    /// <summary>
    /// CPU seconds so far, by part. The backends of PostgreSQL count by their database. The CPU of an ended process counts for its
    /// parent.
    /// </summary>
    public static Dictionary<string, double> Cpu(string home) =>
        All(home).GroupBy(process => process.Part).ToDictionary(part => part.Key, part => part.Sum(process => process.CpuSeconds));

    /// <summary>Memory by part in MB. This is the proportional set size, so shared pages count once.</summary>
    public static Dictionary<string, double> Memory(string home) =>
        All(home).GroupBy(process => process.Part.Split(' ')[0])
            .ToDictionary(part => part.Key, part => part.Sum(process => Pss(process.Id)));

    private static IEnumerable<(int Id, string Part, double CpuSeconds)> All(string home)
    {
        var root = int.Parse(File.ReadAllText(Path.Combine(home, "run", "supervisord.pid")), CultureInfo.InvariantCulture);
        var stats = Directory.EnumerateDirectories("/proc").Select(folder => Path.GetFileName(folder))
            .Where(name => int.TryParse(name, out _))
            .Select(int.Parse).Select(id => (Id: id, Stat: Read($"/proc/{id}/stat"))).Where(process => process.Stat is not null)
            .Select(process => (process.Id, Fields: process.Stat![(process.Stat!.LastIndexOf(')') + 2)..].Split(' '))).ToList();
        var children = stats.ToLookup(process => int.Parse(process.Fields[1], CultureInfo.InvariantCulture));
        return children[root].SelectMany(child => Tree(child, Name(child.Id)));

        IEnumerable<(int, string, double)> Tree((int Id, string[] Fields) process, string part)
        {
            var ticks = process.Fields[11..15].Sum(field => double.Parse(field, CultureInfo.InvariantCulture));
            return children[process.Id]
                .SelectMany(child => Tree(child, part.StartsWith("postgres", StringComparison.Ordinal) ? Backend(child.Id) : part))
                .Prepend((process.Id, part, ticks / TicksPerSecond));
        }
    }

    private static string Name(int id)
    {
        var command = Read($"/proc/{id}/cmdline") ?? "";
        foreach (var service in new[] { "Gateway", "Marketing", "Sales", "Insights" })
        {
            if (command.Contains($"Funnel.{service}.dll", StringComparison.Ordinal))
            {
                return service.ToLowerInvariant();
            }
        }

        return command.Contains("postgres", StringComparison.Ordinal) ? "postgres"
            : command.Contains("rabbit", StringComparison.Ordinal) || command.Contains("beam", StringComparison.Ordinal) ? "rabbitmq"
            : command.Contains("dashboard", StringComparison.Ordinal) ? "dashboard" : "other";
    }

    /// <summary>The third word of a command line like <c>postgres: marketing marketing 127.0.0.1(51234) idle</c> is the database.</summary>
    private static string Backend(int id) =>
        Read($"/proc/{id}/cmdline")?.Split(' ') is
            [_, _, "marketing" or "sales" or "insights" or "identity" or Floor.MarketingDatabase or Floor.SalesDatabase, ..] words
            ? $"postgres {words[2]}"
            : "postgres";

    private static double Pss(int id) =>
        Read($"/proc/{id}/smaps_rollup")?.Split('\n').FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal)) is { } line
            ? double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024
            : 0;

    /// <summary>Null if the process has ended.</summary>
    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
