using System.Diagnostics.Metrics;

namespace Funnel.Sales.Handoffs;

/// <summary>What an operator watches of the queue, so that it never grows unseen. Meter <c>Funnel.Sales</c>.</summary>
internal sealed class QueueGauges
{
    private readonly TimeProvider clock;

    public QueueGauges(IMeterFactory meters, TimeProvider clock)
    {
        this.clock = clock;
        var meter = meters.Create("Funnel.Sales");
        meter.CreateObservableGauge("funnel.handoffs.queued", () => Seen?.Waiting ?? 0, "{handoff}", "Handoffs that nobody has.");
        meter.CreateObservableGauge("funnel.handoffs.queue.age", Age, "s", "Since the oldest of them qualified.");
    }

    /// <summary>What was there when the queue was last looked at.</summary>
    public QueueResponse? Seen { get; set; }

    private double Age() => Seen?.OldestHandedOffAt is { } since ? Math.Max(0, (clock.GetUtcNow() - since).TotalSeconds) : 0;
}
