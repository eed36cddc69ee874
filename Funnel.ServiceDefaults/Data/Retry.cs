namespace Funnel.ServiceDefaults;

/// <summary>Runs work again that lost a race against another writer.</summary>
public static class Retry
{
    /// <summary>The usual number of attempts.</summary>
    public const int Attempts = 5;

    /// <param name="work">Reads and decides anew at each attempt.</param>
    /// <param name="isLost">Whether the failure is a lost race; every other failure is thrown.</param>
    /// <param name="cancellation">Cancels the pause between two attempts.</param>
    /// <param name="attempts">The number of attempts, after which the failure is thrown.</param>
    public static async Task<T> OnLostRace<T>(
        Func<Task<T>> work, Func<Exception, bool> isLost, CancellationToken cancellation, int attempts = Attempts)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work();
            }
            catch (Exception lost) when (attempt < attempts && isLost(lost))
            {
                // Of two writers that collide, each waits for a different time.
                await Task.Delay(Random.Shared.Next(5, 20 * attempt), cancellation);
            }
        }
    }
}
