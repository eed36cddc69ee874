using System.Globalization;

namespace Funnel.Bench;

/// <summary>What the parts of the system use, read off <c>/proc</c> over whole process trees.</summary>
internal static class Processes
{
    private const double TicksASecond = 100;

    /// <summary>
    /// CPU seconds so far, by part. PostgreSQL's are by the database that a backend serves; what ended meanwhile is in its
    /// parent's account of its children.
    /// </summary>
    public static Dictionary<string, double> Cpu(string home) =>
        All(home).GroupBy(process => process.Part).ToDictionary(part => part.Key, part => part.Sum(process => process.CpuSeconds));

    /// <summary>Memory by part in MB: proportional set size, so that shared pages count once.</summary>
    public static Dictionary<string, double> Memory(string home) =>
        All(home).GroupBy(process => process.Part.Split(' ')[0]).ToDictionary(part => part.Key, part => part.Sum(process => Pss(process.Id)));

    private static IEnumerable<(int Id, string Part, double CpuSeconds)> All(string home)
    {
        var root = int.Parse(File.ReadAllText(Path.Combine(home, "run", "supervisord.pid")), CultureInfo.InvariantCulture);
        var stats = Directory.EnumerateDirectories("/proc").Select(folder => Path.GetFileName(folder)).Where(name => int.TryParse(name, out _))
            .Select(int.Parse).Select(id => (Id: id, Stat: Read($"/proc/{id}/stat"))).Where(process => process.Stat is not null)
            .Select(process => (process.Id, Fields: process.Stat![(process.Stat!.LastIndexOf(')') + 2)..].Split(' '))).ToList();
        var children = stats.ToLookup(process => int.Parse(process.Fields[1], CultureInfo.InvariantCulture));
        return children[root].SelectMany(child => Tree(child, Name(child.Id)));

        IEnumerable<(int, string, double)> Tree((int Id, string[] Fields) process, string part)
        {
            var ticks = process.Fields[11..15].Sum(field => double.Parse(field, CultureInfo.InvariantCulture));
            return children[process.Id].SelectMany(child => Tree(child, part.StartsWith("postgres", StringComparison.Ordinal) ? Backend(child.Id) : part))
                .Prepend((process.Id, part, ticks / TicksASecond));
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

    /// <summary><c>postgres: marketing marketing 127.0.0.1(51234) idle</c> serves the database of its third word.</summary>
    private static string Backend(int id) =>
        Read($"/proc/{id}/cmdline")?.Split(' ') is [_, _, "marketing" or "sales" or "insights" or "identity" or Floor.Database or Floor.OfSales, ..] words ? $"postgres {words[2]}" : "postgres";

    private static double Pss(int id) =>
        Read($"/proc/{id}/smaps_rollup")?.Split('\n').FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal)) is { } line
            ? double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024
            : 0;

    /// <summary>A process may end while it is looked at.</summary>
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
