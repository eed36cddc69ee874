using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Funnel.Messaging;

/// <summary>The metrics for operators: published events, backlogs and failures. The meter is <c>Funnel.Messaging</c>.</summary>
/// <remarks>
/// Events are counted when the relay has published them: only committed events are in the journal, and one replica at a time
/// reads it. While the broker is away they wait, and <c>funnel.outbox.age</c> grows.
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

        lag = meter.CreateHistogram("funnel.queue.lag", "s",
            "The time from the recording by the publisher to the commit of the listener, by queue. The lag of a projection is that of "
                + "its queue.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries =
                [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600] });
        meter.CreateObservableGauge("funnel.outbox.lag", () => Of(Latest?.Lag), "{fact}",
            $"Events that the relay has not published yet, counted up to {QueueMetricsPoller.MostCounted}.");
        meter.CreateObservableGauge("funnel.outbox.age", () => Of(Latest?.Age), "s",
            "The age of the oldest event that the relay has not published yet.");
        meter.CreateObservableGauge("funnel.outbox.unpublished", () => Of(Latest?.Unpublished), "{fact}",
            "Events that the broker refused.");
        meter.CreateObservableGauge("funnel.timers.failing", () => Of(Latest?.FailingTimers), "{timer}",
            "Timers whose last attempt failed.");
        meter.CreateObservableGauge("funnel.timers.late", () => Of(Latest?.TimersLate), "s",
            "The time for which the most overdue timer has been due.");
        meter.CreateObservableGauge("funnel.dead_letters", () => ByQueue(Latest?.DeadLetters), "{message}",
            "Messages that a queue could not handle.");
        meter.CreateObservableGauge("funnel.queue.waiting", () => ByQueue(Latest?.Waiting), "{message}",
            "Messages that wait in a queue of this service.");
    }

    /// <summary>The latest figures of the poller; null if it could not read them.</summary>
    internal QueueFigures? Latest { get; set; }

    internal void CountPublished(IReadOnlyList<JournalRow> rows)
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

    internal void RecordLag(string queue, IReadOnlyList<CloudEvent> batch, DateTimeOffset now)
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

/// <summary>An event that a service counts, under a name of the field such as <c>funnel.leads.captured</c>.</summary>
public sealed record CountedFact(string Name, Type Fact, string Description);

public static class MetricsSetup
{
    public static IServiceCollection Count<TFact>(this IServiceCollection services, string name, string description) =>
        services.AddSingleton(new CountedFact(name, typeof(TFact), description));
}
