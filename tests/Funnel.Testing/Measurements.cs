using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Funnel.Testing;

/// <summary>Collects the metrics of one service of this process, as an exporter does.</summary>
public sealed class Measurements : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<string, double> sums = new();
    private readonly ConcurrentDictionary<string, double> last = new();

    public Measurements(IServiceProvider services)
    {
        var meters = services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Meter.Name.StartsWith("Funnel.", StringComparison.Ordinal))
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.Start();
    }

    /// <summary>The sum of a counter, or of a histogram's values, since the collection started.</summary>
    public double Sum(string name) => sums.GetValueOrDefault(name);

    /// <summary>The current value of a gauge. Null when the gauge has no value.</summary>
    public double? Gauge(string name, string? queue = null)
    {
        last.Clear();
        listener.RecordObservableInstruments();
        return last.TryGetValue(name + queue, out var value) ? value : null;
    }

    public void Dispose() => listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var queue = "";
        foreach (var (key, tag) in tags)
        {
            queue = key == "queue" ? (string)tag! : queue;
        }

        last[instrument.Name + queue] = value;
        sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
    }
}
