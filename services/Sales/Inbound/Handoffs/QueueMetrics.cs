using System.Diagnostics.Metrics;

namespace Funnel.Sales.Handoffs;

/// <summary>Metrics of the handoff queue, in the meter <c>Funnel.Sales</c>.</summary>
/// <remarks>Each replica reports the whole queue as it last read it. Take the maximum over the replicas, not the sum.</remarks>
internal sealed class QueueMetrics
{
    private readonly TimeProvider clock;

    public QueueMetrics(IMeterFactory meters, TimeProvider clock)
    {
        this.clock = clock;
        var meter = meters.Create("Funnel.Sales");
        meter.CreateObservableGauge("funnel.handoffs.queued", () => Measure(Latest?.Waiting), "{handoff}",
            "Handoffs that wait in the queue.");
        meter.CreateObservableGauge("funnel.handoffs.queue.age", () => Measure(Age()), "s", "Age of the oldest handoff in the queue.");
    }

    /// <summary>The queue as last read; null if the last read failed.</summary>
    public QueueResponse? Latest { get; set; }

    private double? Age() =>
        Latest is null ? null : Latest.OldestHandedOffAt is { } since ? Math.Max(0, (clock.GetUtcNow() - since).TotalSeconds) : 0;

    private static IEnumerable<Measurement<T>> Measure<T>(T? value)
        where T : struct => value is { } known ? [new(known)] : [];
}
