using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Funnel.Bench;

/// <summary>How long pages take at an even pace, from the moment at which each was meant to be asked for; by turns with the hand-written SQL.</summary>
internal static class Latencies
{
    private const int Count = 5;
    private const double Seconds = 6;
    private const int Connections = 16;

    /// <param name="paths">Asked for in turn.</param>
    /// <param name="statements">The same pages by SQL.</param>
    public static async Task<(double System, double Floor, string Cpu)> P95(Plant plant, string name, string[] paths, string[] statements, int aSecond)
    {
        var token = await plant.Token();
        var requests = paths.Select(path => Request.Get(plant.Gateway, path, token)).ToArray();
        var next = 0;
        await Load.Paced(plant.Gateway, Requests, aSecond, 10, Connections, (_, _, _) => { });
        await Sql(plant, statements, aSecond, 3);
        var (system, floor, cpu) = (new List<double>(), new List<double>(), new List<Dictionary<string, double>>());
        for (var round = 0; round < Count; round++)
        {
            floor.Add(At95(await Sql(plant, statements, aSecond, Seconds)));
            var before = Processes.Cpu(plant.Home);
            var taken = new List<double>();
            await Load.Paced(plant.Gateway, Requests, aSecond, Seconds, Connections, (_, meant, answered) =>
            {
                lock (taken)
                {
                    taken.Add(Stopwatch.GetElapsedTime(meant, answered).TotalMilliseconds);
                }
            });
            system.Add(At95(taken));
            cpu.Add(Processes.Cpu(plant.Home).ToDictionary(part => part.Key, part => (part.Value - before.GetValueOrDefault(part.Key)) * 1000 / taken.Count));
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name}: p95 by SQL {floor[^1]:0.0} ms, by the system {system[^1]:0.0} ms; CPU ms {Rounds.Text(cpu[^1])}"));
        }

        var parts = cpu.SelectMany(round => round.Keys).Distinct().ToDictionary(part => part, part => Rounds.Median(cpu.Select(round => round.GetValueOrDefault(part))));
        return (Rounds.Median(system), Rounds.Median(floor), Rounds.Text(parts));

        Request Requests() => requests[Interlocked.Increment(ref next) % requests.Length].Copy();
    }

    private static double At95(List<double> taken)
    {
        taken.Sort();
        return taken[(int)Math.Min(taken.Count - 1, taken.Count * 0.95)];
    }

    private static async Task<List<double>> Sql(Plant plant, string[] statements, int aSecond, double seconds)
    {
        var (taken, turns) = (new List<double>(), -1);
        var (start, count) = (Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 10), (int)(aSecond * seconds));
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            await using var connection = await plant.Open("sales");
            var commands = statements.Select(statement => new NpgsqlCommand(statement, connection)).ToList();
            foreach (var command in commands)
            {
                await command.PrepareAsync();
            }

            while (Interlocked.Increment(ref turns) is var turn && turn < count)
            {
                var meant = start + (turn * Stopwatch.Frequency / aSecond);
                if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), meant) is { Ticks: > 0 } early)
                {
                    await Task.Delay(early);
                }

                await using (var reader = await commands[turn % commands.Count].ExecuteReaderAsync())
                {
                    do
                    {
                        while (await reader.ReadAsync())
                        {
                        }
                    }
                    while (await reader.NextResultAsync());
                }

                lock (taken)
                {
                    taken.Add(Stopwatch.GetElapsedTime(meant).TotalMilliseconds);
                }
            }
        })));
        return taken;
    }
}
