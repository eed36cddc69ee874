using System.Threading.Channels;

namespace Funnel.Messaging.Timers;

/// <summary>Wakes who runs the timers when one was set that is due before those known; all others may sleep on.</summary>
internal sealed class TimerSignal
{
    private readonly Channel<bool> bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private long known = long.MaxValue;

    /// <summary>A timer was committed by this process.</summary>
    public void Ring(DateTimeOffset dueAt)
    {
        if (dueAt.UtcTicks < Volatile.Read(ref known))
        {
            bell.Writer.TryWrite(true);
        }
    }

    /// <summary>From now on everything rings. Call it before looking for the next one: what is committed meanwhile is not missed.</summary>
    public void KnowNothing() => Volatile.Write(ref known, long.MaxValue);

    public void Know(DateTimeOffset? next) => Volatile.Write(ref known, next?.UtcTicks ?? long.MaxValue);

    /// <returns>Whether it rang.</returns>
    public async Task<bool> Wait(TimeSpan atMost, CancellationToken stopping)
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        pause.CancelAfter(atMost);
        await ((Task)bell.Reader.WaitToReadAsync(pause.Token).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return bell.Reader.TryRead(out _);
    }
}
