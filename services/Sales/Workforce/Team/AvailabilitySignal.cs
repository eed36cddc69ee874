using Funnel.Messaging;

namespace Funnel.Sales.Team;

/// <summary>Raised when a representative may be able to take handoffs that wait in the queue.</summary>
/// <remarks>It is a hint within one process. The queue is also looked at from time to time.</remarks>
internal sealed class AvailabilitySignal
{
    private readonly Signal signal = new();

    public void Raise() => signal.Set();

    /// <summary>Waits until the signal is raised, or the time is over.</summary>
    /// <returns>Whether it was raised since the last wait.</returns>
    public Task<bool> Wait(TimeSpan atMost, CancellationToken stop) => signal.Wait(atMost, stop);
}
