using System.Diagnostics;

namespace Funnel.Testing;

/// <summary>Waits for what another part of the system is about to do.</summary>
public static class Eventually
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(10), LongestPause = TimeSpan.FromMilliseconds(250);

    /// <summary>Asks again and again until the answer satisfies, and returns that answer. Fails with the last answer.</summary>
    public static async Task<T> Get<T>(Func<Task<T>> ask, Func<T, bool> until)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var answer = await ask();
            if (until(answer))
            {
                return answer;
            }

            var waited = Stopwatch.GetElapsedTime(start);
            if (waited > Patience.Wait)
            {
                throw new TimeoutException($"Not within {waited.TotalSeconds:F0} s; the last answer was: {answer}");
            }

            // A long wait asks less often: the machine has better things to do.
            await Task.Delay(TimeSpan.FromTicks(Math.Clamp((waited / 10).Ticks, ShortestPause.Ticks, LongestPause.Ticks)));
        }
    }
}
