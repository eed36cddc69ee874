using System.Globalization;

namespace Funnel.Bench;

/// <summary>The measurements of one round.</summary>
internal sealed record Round(double Floor, double System, double Operations, Dictionary<string, double> Cpu)
{
    public double Ratio => System / Floor;
}

/// <summary>Measures floor and system in turns, so that other work of the machine affects both.</summary>
internal static class Rounds
{
    public const double Seconds = 8;
    private const int DefaultCount = 5;
    private const int MinSteadyRounds = 3;
    private const double MaxDeviation = 0.25;

    /// <param name="floor">Runs for the given seconds and returns its rate.</param>
    /// <param name="system">Runs for the given seconds and returns its rate and the number of operations.</param>
    public static async Task<RoundsResult> Measure(
        SystemUnderTest target, string name, Func<double, Task<double>> floor,
        Func<double, Task<(double Rate, double Operations)>> system, int count = DefaultCount)
    {
        await floor(3);
        // The runtime needs time to compile the most used code again.
        await system(20);
        await target.WaitUntilIdle();
        var rounds = new List<Round>();
        while (rounds.Count < count)
        {
            var floorRate = await floor(Seconds);
            var before = Processes.Cpu(target.Home);
            var (rate, operations) = await system(Seconds);
            var after = Processes.Cpu(target.Home);
            var rest = await target.WaitUntilIdle();
            var cpu = after.ToDictionary(part => part.Key, part => (part.Value - before.GetValueOrDefault(part.Key)) * 1000 / operations);
            rounds.Add(new(floorRate, rate, operations, cpu));
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {name}: floor {floorRate:N0}/s, system {rate:N0}/s, ratio {rate / floorRate:0.00}, idle {rest.TotalSeconds:0.0} s "
                    + $"later; CPU ms per operation: {Text(cpu)}"));
        }

        var middle = Median(rounds.Select(round => round.Floor));
        var kept = rounds.Where(round => Math.Abs(round.Floor - middle) <= MaxDeviation * middle).ToList();
        return new(kept, kept.Count >= Math.Min(MinSteadyRounds, count));
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? double.NaN : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    public static string Text(Dictionary<string, double> cpu) =>
        string.Join(", ", cpu.Where(part => part.Value >= 0.005).OrderByDescending(part => part.Value)
        .Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Key} {part.Value:0.00}")));
}

/// <summary>The rounds with a steady floor.</summary>
internal sealed record RoundsResult(List<Round> Kept, bool IsConclusive)
{
    public double Ratio => Rounds.Median(Kept.Select(round => round.Ratio));

    public double Floor => Rounds.Median(Kept.Select(round => round.Floor));

    public double System => Rounds.Median(Kept.Select(round => round.System));

    /// <summary>CPU milliseconds per operation, by part.</summary>
    public Dictionary<string, double> Cpu => Kept.SelectMany(round => round.Cpu.Keys).Distinct()
        .ToDictionary(part => part, part => Rounds.Median(Kept.Select(round => round.Cpu.GetValueOrDefault(part))));

    /// <summary>The CPU of the operation itself, without its consequences in the other services.</summary>
    public double OperationCpu(string service) => Cpu
        .Where(part => part.Key is "gateway" or "postgres" || part.Key == service || part.Key == $"postgres {service}")
        .Sum(part => part.Value);

    public string Rates => string.Create(CultureInfo.InvariantCulture, $" ({System:N0} ÷ {Floor:N0} per second)");
}
