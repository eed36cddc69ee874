using System.Diagnostics;

namespace Funnel.Bench;

/// <summary>Load on a service, each request with a number of its own.</summary>
internal static class Load
{
    private static long numbers = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() % 1000 * 10_000_000;

    public static long NextNumber() => Interlocked.Increment(ref numbers);

    /// <summary>Clients that ask again as soon as they are answered.</summary>
    /// <returns>Answers a second inside the time, and all answers, of which the last come just after it.</returns>
    public static async Task<(double Rate, long Answers)> Closed(Uri service, Func<Request> request, int clients, double seconds)
    {
        var connections = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Client.Connect(service)));
        var (inside, all) = (0L, 0L);
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(connections.Select(client => Task.Run(async () =>
        {
            using var connection = client;
            var own = request();
            while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
            {
                await connection.Ask(own.With(NextNumber()));
                Interlocked.Increment(ref all);
                if (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
                {
                    Interlocked.Increment(ref inside);
                }
            }
        })));
        return (inside / seconds, all);
    }

    /// <summary>An open loop: starts requests at an even pace whether or not the earlier ones were answered.</summary>
    /// <param name="answered">Takes the request's number, when it was meant to start and when it was answered.</param>
    public static async Task Paced(Uri service, Func<Request> request, int aSecond, double seconds, int connections, Action<long, long, long> answered)
    {
        var start = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 10);
        var count = (int)(aSecond * seconds);
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            using var connection = await Client.Connect(service);
            var own = request();
            while (Interlocked.Increment(ref next) is var turn && turn < count)
            {
                var meant = start + (turn * Stopwatch.Frequency / aSecond);
                if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), meant) is { Ticks: > 0 } early)
                {
                    await Task.Delay(early);
                }

                var number = NextNumber();
                await connection.Ask(own.With(number));
                answered(number, meant, Stopwatch.GetTimestamp());
            }
        })));
    }
}
