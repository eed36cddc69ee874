using System.Threading.Channels;

namespace Funnel.Sales.Team;

/// <summary>Raised when a representative may be able to take handoffs that wait in the queue.</summary>
/// <remarks>It is a hint within one process. The queue is also looked at from time to time.</remarks>
internal sealed class AvailabilitySignal
{
    private readonly Channel<bool> raised = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Raise() => raised.Writer.TryWrite(true);

    /// <summary>Waits until the signal is raised, or the time is over.</summary>
    /// <returns>Whether it was raised since the last wait.</returns>
    public async Task<bool> Wait(TimeSpan atMost, CancellationToken stop)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(stop);
        wait.CancelAfter(atMost);
        await ((Task)raised.Reader.WaitToReadAsync(wait.Token).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return raised.Reader.TryRead(out _);
    }
}
