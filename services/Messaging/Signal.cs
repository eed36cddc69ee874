using System.Threading.Channels;

namespace Funnel.Messaging;

/// <summary>Wakes one background loop of this process. A signal that is set while the loop does not wait is remembered once.</summary>
public sealed class Signal
{
    private readonly Channel<bool> channel =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => channel.Writer.TryWrite(true);

    /// <summary>Waits until the signal is set, at most for the given time, or until cancelled. It does not throw.</summary>
    /// <returns>Whether the signal was set.</returns>
    public async Task<bool> Wait(TimeSpan atMost, CancellationToken cancellation)
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        pause.CancelAfter(atMost);
        await ((Task)channel.Reader.WaitToReadAsync(pause.Token).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return channel.Reader.TryRead(out _);
    }
}
