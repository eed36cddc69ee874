using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace Funnel.Bench;

/// <summary>From the moment at which somebody meant to send a form to its row in the Sales inbox, at an even pace.</summary>
internal sealed class Inbox(Plant plant)
{
    private const int Pace = 500;

    private const string Body =
        $$$"""
        {"email":"lead-{{{Request.Number}}}@customer.example","fullName":"Ada Lovelace","company":"Analytical Engines","country":"GB","utm":{"source":"google","medium":"cpc","campaign":"spring"},"touches":[{"kind":"form","asset":"demo-request"}]}
        """;

    public async Task<IReadOnlyList<Line>> Measure()
    {
        var token = await plant.Token();
        var requests = Captures.Requests(plant.Gateway, token, Body);
        await Load.Paced(plant.Gateway, requests, Pace, 5, 64, (_, _, _) => { });
        await plant.Settle();
        var (meant, answers, seen) = (new ConcurrentDictionary<string, long>(), new ConcurrentBag<double>(), new ConcurrentDictionary<string, long>());
        using var done = new CancellationTokenSource();
        var watching = Watch(seen, done.Token);
        var before = Processes.Cpu(plant.Home);
        await Load.Paced(plant.Gateway, requests, Pace, 20, 64, (number, start, end) =>
        {
            meant[$"lead-{number:D10}@customer.example"] = start;
            answers.Add(Milliseconds(start, end));
        });
        var cpu = Processes.Cpu(plant.Home).ToDictionary(part => part.Key, part => (part.Value - before.GetValueOrDefault(part.Key)) * 1000 / meant.Count);
        await plant.Settle();
        // What a listener has in its hands is seen in no queue.
        for (var wait = 0; wait < 300 && !meant.Keys.All(seen.ContainsKey); wait++)
        {
            await Task.Delay(100);
        }

        await done.CancelAsync();
        await watching;
        var delays = meant.Where(one => seen.ContainsKey(one.Key)).Select(one => Milliseconds(one.Value, seen[one.Key])).Order().ToList();
        if (delays.Count != Pace * 20)
        {
            throw new InvalidOperationException($"{Pace * 20} people were captured, and {delays.Count} came to Sales.");
        }

        var answered = answers.Order().ToList();
        var where = $"CPU ms a lead: {Rounds.Text(cpu)}.";
        return
        [
            Line.Most($"capture at {Pace}/s, p50", 5, 5, At(answered, 0.5), "ms", ""),
            Line.Most($"capture at {Pace}/s, p99", 25, 10, At(answered, 0.99), "ms", ""),
            Line.Most($"capture to the Sales inbox at {Pace}/s, p50", 60, 60, At(delays, 0.5), "ms", where),
            Line.Most($"capture to the Sales inbox at {Pace}/s, p99", 250, 100, At(delays, 0.99), "ms", $"The slowest took {Line.Text(delays[^1])} ms."),
        ];
    }

    /// <summary>Looks every few milliseconds at what Sales has committed.</summary>
    private async Task Watch(ConcurrentDictionary<string, long> seen, CancellationToken done)
    {
        await using var sales = await plant.Open("sales");
        while (true)
        {
            var isLast = done.IsCancellationRequested;
            // By the time at which Sales took it in, which is in its id: one that comes late is seen as well.
            await using var command = new NpgsqlCommand("select qualification #>> '{context,email}', id from handoffs where id > $1", sales)
            {
                Parameters = { new() { Value = Guid.CreateVersion7(TimeProvider.System.GetUtcNow().AddSeconds(-5)) } },
            };
            await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
            while (await reader.ReadAsync(CancellationToken.None))
            {
                seen.TryAdd(reader.GetString(0), Stopwatch.GetTimestamp());
            }

            if (isLast)
            {
                return;
            }

            await Task.Delay(3, CancellationToken.None);
        }
    }

    private static double Milliseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;

    private static double At(List<double> sorted, double part) => sorted[(int)Math.Min(sorted.Count - 1, sorted.Count * part)];
}
