using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Funnel.Messaging;

/// <summary>What an operator watches: facts told, what waits, what failed. Meter <c>Funnel.Messaging</c>.</summary>
/// <remarks>
/// Facts are counted when the relay has carried them to the broker, not when a use case tries: only what was committed is
/// in the journal, and one replica at a time reads it. While the broker is away they wait, and <c>funnel.outbox.age</c> grows.
/// </remarks>
public sealed class Metrics
{
    public const string MeterName = "Funnel.Messaging";

    private readonly Dictionary<string, Counter<long>> counters = [];
    private readonly Histogram<double> lag;
    private readonly KeyValuePair<string, object?> service;

    public Metrics(IMeterFactory meters, Outbox outbox, IEnumerable<CountedFact> counted)
    {
        service = new("service", outbox.Service);
        var meter = meters.Create(MeterName);
        foreach (var (name, fact, description) in counted)
        {
            counters[EventTypes.NameOf(fact)] = meter.CreateCounter<long>(name, "{fact}", description);
        }

        lag = meter.CreateHistogram("funnel.queue.lag", "s", "From being recorded by the publisher to the listener's commit, by queue; a projection's lag is that of its queue.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600] });
        meter.CreateObservableGauge("funnel.outbox.lag", () => Of(Seen?.Lag), "{fact}", $"Facts that the relay has not carried yet, {QueueMetricsPoller.MostCounted} at most.");
        meter.CreateObservableGauge("funnel.outbox.age", () => Of(Seen?.Age), "s", "How long the oldest of them has waited.");
        meter.CreateObservableGauge("funnel.outbox.unpublished", () => Of(Seen?.Unpublished), "{fact}", "Facts that the broker would not take.");
        meter.CreateObservableGauge("funnel.timers.failing", () => Of(Seen?.FailingTimers), "{timer}", "Timers whose last attempt failed.");
        meter.CreateObservableGauge("funnel.timers.late", () => Of(Seen?.TimersLate), "s", "For how long the timer that is due next has been due.");
        meter.CreateObservableGauge("funnel.dead_letters", () => ByQueue(Seen?.DeadLetters), "{message}", "Messages that a queue could not swallow.");
        meter.CreateObservableGauge("funnel.queue.waiting", () => ByQueue(Seen?.Waiting), "{message}", "Messages that wait in a queue of this service.");
    }

    /// <summary>What the watch saw last; nothing where it could not look.</summary>
    internal Sight? Seen { get; set; }

    internal void Told(IReadOnlyList<JournalRow> rows)
    {
        if (counters.Count == 0)
        {
            return;
        }

        foreach (var type in rows.CountBy(row => row.Type))
        {
            if (counters.TryGetValue(type.Key, out var counter))
            {
                counter.Add(type.Value, service);
            }
        }
    }

    internal void Heard(string queue, IReadOnlyList<CloudEvent> batch, DateTimeOffset now)
    {
        if (!lag.Enabled)
        {
            return;
        }

        var tags = new TagList { service, new("queue", queue) };
        foreach (var envelope in batch)
        {
            lag.Record(Math.Max(0, (now - envelope.RecordedTime).TotalSeconds), tags);
        }
    }

    private IEnumerable<Measurement<T>> Of<T>(T? value) where T : struct => value is { } seen ? [new(seen, service)] : [];

    private IEnumerable<Measurement<long>> ByQueue(IReadOnlyDictionary<string, long>? values) =>
        (values ?? new Dictionary<string, long>()).Select(queue => new Measurement<long>(queue.Value, service, new("queue", queue.Key)));
}

/// <summary>A fact that a service counts in public, under a name of the field such as <c>funnel.leads.captured</c>.</summary>
public sealed record CountedFact(string Name, Type Fact, string Description);

public static class MetricsSetup
{
    public static IServiceCollection Count<TFact>(this IServiceCollection services, string name, string description) =>
        services.AddSingleton(new CountedFact(name, typeof(TFact), description));
}
