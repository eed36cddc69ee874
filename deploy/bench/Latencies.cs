using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Funnel.Bench;

/// <summary>
/// Measures the latency of pages at an even pace, from the time at which each request is due. The floor is hand-written SQL, in turns.
/// </summary>
internal static class Latencies
{
    private const int Count = 5;
    private const double Seconds = 6;
    private const int Connections = 16;

    /// <param name="paths">The pages, requested in turn.</param>
    /// <param name="statements">The SQL statements of the same pages.</param>
    public static async Task<(double System, double Floor, string Cpu)> P95(
        SystemUnderTest target, string name, string[] paths, string[] statements, int perSecond)
    {
        var token = await target.Token();
        var requests = paths.Select(path => Request.Get(target.Gateway, path, token)).ToArray();
        var next = 0;
        await Load.Paced(target.Gateway, Requests, perSecond, 10, Connections, (_, _, _) => { });
        await Sql(target, statements, perSecond, 3);
        var (system, floor, cpu) = (new List<double>(), new List<double>(), new List<Dictionary<string, double>>());
        for (var round = 0; round < Count; round++)
        {
            floor.Add(At95(await Sql(target, statements, perSecond, Seconds)));
            var before = Processes.Cpu(target.Home);
            var taken = new List<double>();
            await Load.Paced(target.Gateway, Requests, perSecond, Seconds, Connections, (_, dueAt, answered) =>
            {
                lock (taken)
                {
                    taken.Add(Stopwatch.GetElapsedTime(dueAt, answered).TotalMilliseconds);
                }
            });
            system.Add(At95(taken));
            cpu.Add(Processes.Cpu(target.Home)
                .ToDictionary(part => part.Key, part => (part.Value - before.GetValueOrDefault(part.Key)) * 1000 / taken.Count));
            Console.Error
                .WriteLine(
                    string.Create(CultureInfo.InvariantCulture,
                        $"  {name}: p95 SQL {floor[^1]:0.0} ms, system {system[^1]:0.0} ms; CPU ms per page: {Rounds.Text(cpu[^1])}"));
        }

        var parts = cpu.SelectMany(round => round.Keys).Distinct()
            .ToDictionary(part => part, part => Rounds.Median(cpu.Select(round => round.GetValueOrDefault(part))));
        return (Rounds.Median(system), Rounds.Median(floor), Rounds.Text(parts));

        Request Requests() => requests[Interlocked.Increment(ref next) % requests.Length].Copy();
    }

    private static double At95(List<double> taken)
    {
        taken.Sort();
        return taken[(int)Math.Min(taken.Count - 1, taken.Count * 0.95)];
    }

    private static async Task<List<double>> Sql(SystemUnderTest target, string[] statements, int perSecond, double seconds)
    {
        var (taken, turns) = (new List<double>(), -1);
        var (start, count) = (Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 10), (int)(perSecond * seconds));
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            await using var connection = await target.Open("sales");
            var commands = statements.Select(statement => new NpgsqlCommand(statement, connection)).ToList();
            foreach (var command in commands)
            {
                await command.PrepareAsync();
            }

            while (Interlocked.Increment(ref turns) is var turn && turn < count)
            {
                var dueAt = start + (turn * Stopwatch.Frequency / perSecond);
                if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), dueAt) is { Ticks: > 0 } early)
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
                    taken.Add(Stopwatch.GetElapsedTime(dueAt).TotalMilliseconds);
                }
            }
        })));
        return taken;
    }
}
