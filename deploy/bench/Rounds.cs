using System.Globalization;

namespace Funnel.Bench;

/// <summary>What one round of a pair measured.</summary>
internal sealed record Round(double Floor, double System, double Operations, Dictionary<string, double> Cpu)
{
    public double Ratio => System / Floor;
}

/// <summary>Floor and system by turns, so that what else the machine does falls on both.</summary>
internal static class Rounds
{
    public const double Seconds = 8;
    private const int Count = 5;
    private const int Fewest = 3;
    private const double MostAway = 0.25;

    /// <param name="floor">Runs for so many seconds and tells its rate.</param>
    /// <param name="system">Runs for so many seconds and tells its rate and how much it did in all.</param>
    public static async Task<Result> Measure(
        Plant plant, string name, Func<double, Task<double>> floor, Func<double, Task<(double Rate, double Operations)>> system, int count = Count)
    {
        await floor(3);
        // The runtime compiles what is hot once more, and needs a while for it.
        await system(20);
        await plant.Settle();
        var rounds = new List<Round>();
        while (rounds.Count < count)
        {
            var floorRate = await floor(Seconds);
            var before = Processes.Cpu(plant.Home);
            var (rate, operations) = await system(Seconds);
            var after = Processes.Cpu(plant.Home);
            var rest = await plant.Settle();
            var cpu = after.ToDictionary(part => part.Key, part => (part.Value - before.GetValueOrDefault(part.Key)) * 1000 / operations);
            rounds.Add(new(floorRate, rate, operations, cpu));
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {name}: floor {floorRate:N0}/s, system {rate:N0}/s, ratio {rate / floorRate:0.00}, at rest {rest.TotalSeconds:0.0} s later; CPU ms {Text(cpu)}"));
        }

        var middle = Median(rounds.Select(round => round.Floor));
        var kept = rounds.Where(round => Math.Abs(round.Floor - middle) <= MostAway * middle).ToList();
        return new(kept, kept.Count >= Math.Min(Fewest, count));
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? double.NaN : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    public static string Text(Dictionary<string, double> cpu) => string.Join(", ", cpu.Where(part => part.Value >= 0.005).OrderByDescending(part => part.Value)
        .Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Key} {part.Value:0.00}")));
}

/// <summary>The rounds whose floor was steady.</summary>
internal sealed record Result(List<Round> Kept, bool IsEnough)
{
    public double Ratio => Rounds.Median(Kept.Select(round => round.Ratio));

    public double Floor => Rounds.Median(Kept.Select(round => round.Floor));

    public double System => Rounds.Median(Kept.Select(round => round.System));

    /// <summary>CPU milliseconds an operation, by part.</summary>
    public Dictionary<string, double> Cpu => Kept.SelectMany(round => round.Cpu.Keys).Distinct()
        .ToDictionary(part => part, part => Rounds.Median(Kept.Select(round => round.Cpu.GetValueOrDefault(part))));

    /// <summary>What the operation itself costs, without what follows from it in the other services.</summary>
    public double OwnCpu(string service) => Cpu.Where(part => part.Key is "gateway" or "postgres" || part.Key == service || part.Key == $"postgres {service}").Sum(part => part.Value);

    public string More => string.Create(CultureInfo.InvariantCulture, $" ({System:N0} ÷ {Floor:N0} a second)");
}
