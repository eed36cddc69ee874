namespace Funnel.Messaging.Timers;

/// <summary>Wakes the timer runner when a timer is set that is due before the next known one.</summary>
internal sealed class TimerSignal
{
    private readonly Signal signal = new();
    private long next = long.MaxValue;

    /// <summary>Call it after this process has committed a timer.</summary>
    public void Set(DateTimeOffset dueAt)
    {
        if (dueAt.UtcTicks < Volatile.Read(ref next))
        {
            signal.Set();
        }
    }

    /// <summary>
    /// From now on every timer wakes the runner. Call it before looking for the next timer, so that none is missed meanwhile.
    /// </summary>
    public void ForgetNext() => Volatile.Write(ref next, long.MaxValue);

    /// <summary>From now on only timers that are due before this time wake the runner.</summary>
    public void RememberNext(DateTimeOffset? dueAt) => Volatile.Write(ref next, dueAt?.UtcTicks ?? long.MaxValue);

    /// <returns>Whether the signal was set.</returns>
    public Task<bool> Wait(TimeSpan atMost, CancellationToken stopping) => signal.Wait(atMost, stopping);
}
