using System.Diagnostics;
using Funnel.Testing;

namespace Funnel.Chaos;

/// <summary>An open loop: people come at a constant rate that does not depend on the speed of the system.</summary>
public sealed class Load : IAsyncDisposable
{
    private static int loads;

    private readonly CancellationTokenSource noMore = new();
    private readonly CancellationTokenSource patience = new();
    private readonly Acknowledged acknowledged;
    private readonly HttpClient http;
    private readonly Task arrivals;
    private readonly List<Task> ways = [];

    /// <param name="journal">The path of a new file for the acknowledged facts.</param>
    /// <param name="rate">People a second.</param>
    public Load(HttpClient http, string journal, double rate)
    {
        this.http = http;
        acknowledged = new Acknowledged(journal);
        Door = new Door(http);
        var run = $"chaos-{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}-{Interlocked.Increment(ref loads)}";
        arrivals = Task.Run(() => Arrive(run, rate));
    }

    public Door Door { get; }

    /// <summary>The number of people who came so far.</summary>
    public int People => ways.Count;

    /// <summary>The number of facts that the system has acknowledged so far.</summary>
    public int Promises => acknowledged.Count;

    /// <summary>Waits until at least this number of people has come.</summary>
    public Task Came(int people) => Eventually.Get(() => Task.FromResult(People), come => come >= people);

    /// <summary>Waits until the system has acknowledged at least this number of facts.</summary>
    public Task Promised(int facts) => Eventually.Get(() => Task.FromResult(Promises), promised => promised >= facts);

    /// <summary>Stops the arrivals and waits until all people have finished.</summary>
    /// <exception cref="TimeoutException">A person did not finish in time.</exception>
    public async Task End()
    {
        await noMore.CancelAsync();
        await arrivals;
        var longest = Patience.Wait;
        patience.CancelAfter(longest);
        var all = Task.WhenAll(ways);
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (patience.IsCancellationRequested)
        {
            throw new TimeoutException(
                $"{ways.Count(way => way.IsCanceled)} of {ways.Count} people did not finish within {longest.TotalSeconds:F0} s.");
        }

        await all;
    }

    public async ValueTask DisposeAsync()
    {
        await noMore.CancelAsync();
        await patience.CancelAsync();
        await arrivals;
        await Task.WhenAll(ways).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await acknowledged.DisposeAsync();
        http.Dispose();
        noMore.Dispose();
        patience.Dispose();
    }

    private async Task Arrive(string run, double rate)
    {
        var start = Stopwatch.GetTimestamp();
        for (var number = 0; !noMore.IsCancellationRequested; number++)
        {
            var due = start + (long)(number / rate * Stopwatch.Frequency);
            for (var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due); left > TimeSpan.Zero
                && !noMore.IsCancellationRequested;
                left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due))
            {
                await Task.Delay(left, noMore.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            ways.Add(new Person(Door, acknowledged, $"{run}-{number}@example.com", number % 10, patience.Token).Go(due));
        }
    }
}
