using System.Diagnostics;

namespace Funnel.Testing;

/// <summary>Waits for what another part of the system is about to do.</summary>
public static class Eventually
{
    /// <summary>Asks again and again until the answer satisfies, and returns it; fails with the last answer.</summary>
    public static async Task<T> Get<T>(Func<Task<T>> ask, Func<T, bool> until, int seconds = 20)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var answer = await ask();
            if (until(answer))
            {
                return answer;
            }

            if (watch.Elapsed > TimeSpan.FromSeconds(seconds))
            {
                throw new TimeoutException($"Not within {seconds} s; the last answer was: {answer}");
            }

            await Task.Delay(25);
        }
    }
}
