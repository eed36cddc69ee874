using System.Diagnostics;
using Funnel.ServiceDefaults;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Funnel.Gateway.Tests;

/// <summary>Which spans reach the exporter.</summary>
public sealed class SamplingTests : IDisposable
{
    private readonly StandingClock clock = new();
    private readonly List<Activity> exported = [];
    private readonly ActivitySource source = new($"sampling-{Guid.CreateVersion7()}");
    private TracerProvider? provider;

    [Fact]
    public void Whole_traces_are_kept_up_to_the_rate_and_their_spans_with_them()
    {
        Use(new() { TracesPerSecond = 3 });
        for (var request = 0; request < 10; request++)
        {
            Trace(failed: false);
        }

        Assert.Equal(3, exported.Count(span => span.Kind == ActivityKind.Server));
        Assert.Equal(3, exported.Count(span => span.Kind == ActivityKind.Client));
        Assert.Equal(3, exported.Select(span => span.TraceId).Distinct().Count());

        clock.Advance(TimeSpan.FromSeconds(1));
        for (var request = 0; request < 10; request++)
        {
            Trace(failed: false);
        }

        Assert.Equal(6, exported.Count(span => span.Kind == ActivityKind.Server));
    }

    [Fact]
    public void A_quiet_system_keeps_every_trace()
    {
        Use(new());
        for (var request = 0; request < 20; request++)
        {
            Trace(failed: false);
        }

        Assert.Equal(40, exported.Count);
    }

    [Fact]
    public void The_decision_of_the_first_service_holds_in_the_next_one()
    {
        Use(new() { TracesPerSecond = 0 });

        Entry(ActivityTraceFlags.Recorded)!.Dispose();
        Entry(ActivityTraceFlags.None)!.Dispose();

        Assert.Single(exported);
        Assert.True(exported[0].Recorded);
    }

    [Fact]
    public void The_trace_that_is_not_kept_says_so_to_the_next_service()
    {
        Use(new() { TracesPerSecond = 0 });

        using var request = source.StartActivity("request", ActivityKind.Server, parentContext: default);

        Assert.EndsWith("-00", request!.Id, StringComparison.Ordinal);
    }

    [Fact]
    public void Callers_from_outside_cannot_make_a_public_service_keep_more_traces()
    {
        Use(new() { TracesPerSecond = 2 }, isPublic: true);
        for (var request = 0; request < 10; request++)
        {
            Entry(ActivityTraceFlags.Recorded)!.Dispose();
        }

        Assert.Equal(2, exported.Count);
    }

    [Fact]
    public void Of_a_trace_that_is_not_kept_the_failed_and_the_slow_requests_are_exported()
    {
        Use(new() { TracesPerSecond = 1, SlowMilliseconds = 500 });
        Trace(failed: false); // takes the one trace of this second
        exported.Clear();

        Trace(failed: false);
        Assert.Empty(exported);

        var failed = Trace(failed: true);
        Assert.Equal([failed], exported.Select(span => span.SpanId));

        exported.Clear();
        clock.Advance(TimeSpan.FromSeconds(1));
        Trace(failed: false);
        exported.Clear();
        var slow = Trace(failed: false, TimeSpan.FromMilliseconds(501));
        Assert.Equal([slow], exported.Select(span => span.SpanId));
    }

    [Fact]
    public void When_everything_fails_some_examples_are_exported()
    {
        Use(new() { TracesPerSecond = 2 });
        for (var request = 0; request < 50; request++)
        {
            Trace(failed: true);
        }

        Assert.Equal(4, exported.Count(span => span.Kind == ActivityKind.Server));
    }

    public void Dispose()
    {
        provider?.Dispose();
        source.Dispose();
    }

    private void Use(TelemetryOptions options, bool isPublic = false) =>
        provider = Sdk.CreateTracerProviderBuilder().AddSource(source.Name)
            .SetSampler(new TraceSampler(options, clock, isPublic))
            .AddProcessor(new ExportOfSlowAndFailed(options, clock))
            .AddProcessor(new SimpleActivityExportProcessor(new ListExporter(exported))).Build();

    /// <summary>A request with a call below it.</summary>
    private ActivitySpanId Trace(bool failed, TimeSpan? duration = null)
    {
        using var request = source.StartActivity("request", ActivityKind.Server, parentContext: default)!;
        source.StartActivity("call", ActivityKind.Client)?.Dispose();
        if (failed)
        {
            request.SetStatus(ActivityStatusCode.Error);
        }

        request.SetEndTime(request.StartTimeUtc + (duration ?? TimeSpan.FromMilliseconds(1)));
        return request.SpanId;
    }

    private Activity? Entry(ActivityTraceFlags flags) => source.StartActivity("request", ActivityKind.Server,
        new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), flags, isRemote: true));

    private sealed class ListExporter(List<Activity> exported) : BaseExporter<Activity>
    {
        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var span in batch)
            {
                exported.Add(span);
            }

            return ExportResult.Success;
        }
    }

    private sealed class StandingClock : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now;

        public void Advance(TimeSpan by) => now += by.Ticks;
    }
}
