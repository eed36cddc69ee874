using System.Diagnostics;

namespace Funnel.Testing;

/// <summary>Waits until another part of the system has done its work.</summary>
public static class Eventually
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(10), LongestPause = TimeSpan.FromMilliseconds(250);

    /// <summary>Repeats a query until its result meets the condition, and returns that result. A timeout shows the last result.</summary>
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

            // A long wait polls less often, because the polls take time from the system under test.
            await Task.Delay(TimeSpan.FromTicks(Math.Clamp((waited / 10).Ticks, ShortestPause.Ticks, LongestPause.Ticks)));
        }
    }
}
