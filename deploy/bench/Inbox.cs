using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace Funnel.Bench;

/// <summary>Sends forms at an even pace. Measures the time from when a form is due until its handoff is in Sales.</summary>
internal sealed class Inbox(SystemUnderTest target)
{
    private const int Pace = 500;

    private const string Body =
        $$$"""
        {"email":"lead-{{{Request.Number}}}@customer.example","fullName":"Ada Lovelace","company":"Analytical Engines",
         "country":"GB","utm":{"source":"google","medium":"cpc","campaign":"spring"},"touches":[{"kind":"form","asset":"demo-request"}]}
        """;

    public async Task<IReadOnlyList<ResultRow>> Measure()
    {
        var token = await target.Token();
        var requests = Captures.Requests(target.Gateway, token, Body);
        await Load.Paced(target.Gateway, requests, Pace, 5, 64, (_, _, _) => { });
        await target.WaitUntilIdle();
        var (dueAt, answers, seen) =
            (new ConcurrentDictionary<string, long>(), new ConcurrentBag<double>(), new ConcurrentDictionary<string, long>());
        using var done = new CancellationTokenSource();
        var watching = Watch(seen, done.Token);
        var before = Processes.Cpu(target.Home);
        await Load.Paced(target.Gateway, requests, Pace, 20, 64, (number, start, end) =>
        {
            dueAt[$"lead-{number:D10}@customer.example"] = start;
            answers.Add(Milliseconds(start, end));
        });
        var cpu = Processes.Cpu(target.Home)
            .ToDictionary(part => part.Key, part => (part.Value - before.GetValueOrDefault(part.Key)) * 1000 / dueAt.Count);
        await target.WaitUntilIdle();
        // A queue does not show the event that a listener is handling.
        for (var wait = 0; wait < 300 && !dueAt.Keys.All(seen.ContainsKey); wait++)
        {
            await Task.Delay(100);
        }

        await done.CancelAsync();
        await watching;
        var delays = dueAt.Where(each => seen.ContainsKey(each.Key)).Select(each => Milliseconds(each.Value, seen[each.Key])).Order()
            .ToList();
        if (delays.Count != Pace * 20)
        {
            throw new InvalidOperationException($"{Pace * 20} people were captured, but {delays.Count} have a handoff in Sales.");
        }

        var answered = answers.Order().ToList();
        var where = $"CPU ms per lead: {Rounds.Text(cpu)}.";
        return
        [
            ResultRow.AtMost($"capture at {Pace}/s, p50", 5, 5, At(answered, 0.5), "ms", ""),
            ResultRow.AtMost($"capture at {Pace}/s, p99", 25, 10, At(answered, 0.99), "ms", ""),
            ResultRow.AtMost($"capture to the Sales inbox at {Pace}/s, p50", 60, 60, At(delays, 0.5), "ms", where),
            ResultRow.AtMost($"capture to the Sales inbox at {Pace}/s, p99", 250, 100, At(delays, 0.99), "ms",
                $"The slowest took {ResultRow.Text(delays[^1])} ms."),
        ];
    }

    /// <summary>Reads the new handoffs of Sales every few milliseconds.</summary>
    private async Task Watch(ConcurrentDictionary<string, long> seen, CancellationToken done)
    {
        await using var sales = await target.Open("sales");
        while (true)
        {
            var isLast = done.IsCancellationRequested;
            // An id holds its creation time. Reading the last five seconds also finds handoffs that are committed late.
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
