using System.Diagnostics.Metrics;

namespace Funnel.Sales.Handoffs;

/// <summary>What an operator watches of the queue, so that it never grows unseen. Meter <c>Funnel.Sales</c>.</summary>
/// <remarks>Each replica shows the whole queue as it last saw it in the database: of several the largest counts, not their sum.</remarks>
internal sealed class QueueMetrics
{
    private readonly TimeProvider clock;

    public QueueMetrics(IMeterFactory meters, TimeProvider clock)
    {
        this.clock = clock;
        var meter = meters.Create("Funnel.Sales");
        meter.CreateObservableGauge("funnel.handoffs.queued", () => Of(Seen?.Waiting), "{handoff}", "Handoffs that nobody has.");
        meter.CreateObservableGauge("funnel.handoffs.queue.age", () => Of(Age()), "s", "Since the oldest of them qualified.");
    }

    /// <summary>What was there when the queue was last looked at; nothing where it could not be.</summary>
    public QueueResponse? Seen { get; set; }

    private double? Age() => Seen is null ? null : Seen.OldestHandedOffAt is { } since ? Math.Max(0, (clock.GetUtcNow() - since).TotalSeconds) : 0;

    private static IEnumerable<Measurement<T>> Of<T>(T? value) where T : struct => value is { } known ? [new(known)] : [];
}
