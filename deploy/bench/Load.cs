using System.Diagnostics;

namespace Funnel.Bench;

/// <summary>Sends requests to a service. Each request has a different number.</summary>
internal static class Load
{
    private static long numbers = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() % 1000 * 10_000_000;

    public static long NextNumber() => Interlocked.Increment(ref numbers);

    /// <summary>A closed loop: each client sends its next request when it has the response to the last one.</summary>
    /// <returns>The responses per second within the time, and the number of all responses, including late ones.</returns>
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
                await connection.Send(own.With(NextNumber()));
                Interlocked.Increment(ref all);
                if (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
                {
                    Interlocked.Increment(ref inside);
                }
            }
        })));
        return (inside / seconds, all);
    }

    /// <summary>An open loop: starts requests at an even pace and does not wait for earlier responses.</summary>
    /// <param name="answered">Gets the number of the request, the time at which it was due, and the time of its response.</param>
    public static async Task Paced(
        Uri service, Func<Request> request, int perSecond, double seconds, int connections, Action<long, long, long> answered)
    {
        var start = Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 10);
        var count = (int)(perSecond * seconds);
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            using var connection = await Client.Connect(service);
            var own = request();
            while (Interlocked.Increment(ref next) is var turn && turn < count)
            {
                var dueAt = start + (turn * Stopwatch.Frequency / perSecond);
                if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), dueAt) is { Ticks: > 0 } early)
                {
                    await Task.Delay(early);
                }

                var number = NextNumber();
                await connection.Send(own.With(number));
                answered(number, dueAt, Stopwatch.GetTimestamp());
            }
        })));
    }
}
