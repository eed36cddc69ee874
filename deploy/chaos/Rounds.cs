using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Funnel.Testing;
using Npgsql;

namespace Funnel.Chaos;

/// <summary>The outcome of the rounds in which one part was killed.</summary>
/// <param name="Healthy">Seconds from each kill until every part reports that it is healthy.</param>
/// <param name="Drained">Seconds from each kill until a lead that was captured after it was assigned, and Insights shows it.</param>
public sealed record Outcome(
    string Part, int People, IReadOnlyList<double> Healthy, IReadOnlyList<double> Drained, IReadOnlyCollection<Sent> Sent,
    IReadOnlyCollection<string> WrongAnswers, Verdict Verdict)
{
    private const int MostSecondsUntilHealthy = 15, MostSecondsUntilDrained = 30;

    public IEnumerable<Sent> Captures => Sent.Where(sent => sent.IsCapture);

    public int RefusedCaptures => Captures.Count(sent => !sent.IsAcknowledged);

    public bool IsFlawless => Verdict.Differences.Count == 0 && WrongAnswers.Count == 0;

    /// <summary>The recoveries that took longer than the goal, as sentences. The goals are for a machine that is not busy.</summary>
    public IEnumerable<string> MissedGoals => Late("healthy", Healthy, MostSecondsUntilHealthy)
        .Concat(Late("drained", Drained, MostSecondsUntilDrained));

    private IEnumerable<string> Late(string state, IReadOnlyList<double> seconds, int most) =>
        seconds.Where(taken => taken > most)
            .Select(taken => string.Create(CultureInfo.InvariantCulture, $"{Part}: {state} after {taken:F1} s, the goal is {most} s"));
}

/// <summary>Kills one part again and again while people keep coming, and compares the system afterwards.</summary>
/// <param name="folder">The folder for the journals of the load.</param>
/// <param name="rate">People a second.</param>
/// <param name="leastPromises">After the last round people keep coming until the system has acknowledged this number of facts.</param>
public sealed class Rounds(Installation system, string folder, double rate, int leastPromises = 0)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Hires a representative, who takes the leads.</summary>
    public static async Task Prepare(Installation system)
    {
        using var http = system.Client();
        using var hired =
            await http.PostAsJsonAsync("/api/sales/v1/representatives",
                new { name = "Chaos", email = "chaos@funnel.example", externalId = "chaos" });
        hired.EnsureSuccessStatusCode();
    }

    public async Task<Outcome> Run(string part, int rounds, Action<string> progress, CancellationToken cancellation)
    {
        var journal = Path.Combine(folder, $"{part}-{TimeProvider.System.GetUtcNow():HHmmssfff}.journal");
        var (healthy, drained) = (new List<double>(), new List<double>());
        await using var load = new Load(system.Client(), journal, rate);
        for (var round = 1; round <= rounds; round++)
        {
            // On a slow machine fewer people come. The wait makes sure that at least two people come between two kills.
            await load.Came(load.People + 2);
            // Some parts work periodically. The random pause keeps the kills from always hitting the same point of a period.
            await Task.Delay(Pause + TimeSpan.FromMilliseconds(Random.Shared.Next(500)), cancellation);
            var start = Stopwatch.GetTimestamp();
            await system.Kill(part, cancellation);
            using var limit = Patience.Limit(cancellation);
            var probe = Probe(part, start, limit.Token);
            var (seconds, last) = await Healthy(start, limit.Token);
            healthy.Add(seconds);
            drained.Add(await probe);
            progress($"{part} {round}/{rounds}: healthy after {seconds:F1} s ({last} last), drained after {drained[^1]:F1} s");
        }

        await load.Came(load.People + 2);
        await load.Promised(leastPromises);
        await load.End();
        return new(part, load.People, healthy, drained, load.Door.All, load.Door.Wrong,
            await new Oracle(system).Judge(journal, cancellation));
    }

    private async Task<(double Seconds, string Last)> Healthy(long start, CancellationToken cancellation)
    {
        // A service may still report that it is healthy until it uses the killed part again.
        await Task.Delay(200, cancellation);
        var last = await system.Recovered(cancellation);
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, last);
    }

    private async Task<double> Probe(string part, long start, CancellationToken cancellation)
    {
        using var http = system.Client();
        var door = new Door(http);
        var lead =
            new { email = $"probe-{part}-{TimeProvider.System.GetUtcNow().Ticks}@example.com", channel = "chaos",
                touches = new[] { new { kind = "form", asset = "demo-request", externalId = "1" } } };
        JsonElement? captured;
        while ((captured = await door.Send(HttpMethod.Post, "/api/marketing/v1/leads", lead, cancellation)) is null)
        {
            await Task.Delay(100, cancellation);
        }

        var id = captured.Value.GetProperty("id").GetGuid();
        while (!await IsTold(id, cancellation))
        {
            await Task.Delay(50, cancellation);
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private async Task<bool> IsTold(Guid lead, CancellationToken cancellation)
    {
        try
        {
            await using var insights = await system.Open("insights", cancellation);
            await using var command =
                new NpgsqlCommand("select exists (select from timeline.events where person = $1 and type = 'sales.lead.assigned.v1')",
                    insights)
            {
                Parameters = { new() { Value = lead } },
            };
            return await command.ExecuteScalarAsync(cancellation) is true;
        }
        catch (NpgsqlException)
        {
            return false; // the database may be the killed part
        }
    }
}
