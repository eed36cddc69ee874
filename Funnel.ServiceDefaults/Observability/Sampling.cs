using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Funnel.ServiceDefaults;

/// <summary>The settings of the traces; section <c>Telemetry</c>. Metrics are always exact.</summary>
public sealed class TelemetryOptions
{
    /// <summary>The number of whole traces that a process starts in a second. Further traces keep only slow or failed requests.</summary>
    [Range(0, 1_000_000)]
    public double TracesPerSecond { get; set; } = 20;

    /// <summary>A request or an event is slow if it takes longer.</summary>
    [Range(1, 3_600_000)]
    public double SlowMilliseconds { get; set; } = 1_000;
}

/// <summary>
/// Decides at the root of a trace whether the whole trace is kept. The decision travels in <c>traceparent</c>, over HTTP and in events,
/// so that all services keep the same traces.
/// </summary>
/// <remarks>
/// A span where a trace enters a process is recorded also in a trace that is not kept. <see cref="ExportOfSlowAndFailed"/> exports it
/// if it was slow or failed. The spans below it cost nothing.
/// </remarks>
/// <param name="options">The settings.</param>
/// <param name="clock">The clock of the rate.</param>
/// <param name="isPublic">Whether callers from outside call this process. Their decisions do not count, because each costs CPU.</param>
internal sealed class TraceSampler(TelemetryOptions options, TimeProvider clock, bool isPublic) : Sampler
{
    private readonly TokenBucket roots = new(options.TracesPerSecond, clock);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var parent = samplingParameters.ParentContext;
        var isEntry = samplingParameters.Kind is ActivityKind.Server or ActivityKind.Consumer;
        var isRoot = parent.TraceId == default || (isPublic && parent.IsRemote && samplingParameters.Kind == ActivityKind.Server);
        var isKept = isRoot ? roots.TryTake() : (parent.TraceFlags & ActivityTraceFlags.Recorded) != 0;
        return new(isKept ? SamplingDecision.RecordAndSample
            : isRoot || isEntry ? SamplingDecision.RecordOnly : SamplingDecision.Drop);
    }
}

/// <summary>Exports recorded spans of traces that are not kept, if they were slow or failed.</summary>
internal sealed class ExportOfSlowAndFailed(TelemetryOptions options, TimeProvider clock) : BaseProcessor<Activity>
{
    private readonly TimeSpan slow = TimeSpan.FromMilliseconds(options.SlowMilliseconds);

    // When everything fails, some examples are enough.
    private readonly TokenBucket late = new(options.TracesPerSecond, clock);

    public override void OnEnd(Activity data)
    {
        if (!data.Recorded && (data.Status == ActivityStatusCode.Error || data.Duration >= slow) && late.TryTake())
        {
            data.ActivityTraceFlags |= ActivityTraceFlags.Recorded;
        }
    }
}

/// <summary>Allows a number of events a second, and as many at once.</summary>
internal sealed class TokenBucket
{
    private readonly Lock one = new();
    private readonly double perSecond;
    private readonly TimeProvider clock;
    private double tokens;
    private long filledAt;

    public TokenBucket(double perSecond, TimeProvider clock)
    {
        (this.perSecond, this.clock) = (perSecond, clock);
        (tokens, filledAt) = (perSecond, clock.GetTimestamp());
    }

    public bool TryTake()
    {
        lock (one)
        {
            var now = clock.GetTimestamp();
            tokens = Math.Min(perSecond, tokens + (clock.GetElapsedTime(filledAt, now).TotalSeconds * perSecond));
            filledAt = now;
            if (tokens < 1)
            {
                return false;
            }

            tokens--;
            return true;
        }
    }
}
