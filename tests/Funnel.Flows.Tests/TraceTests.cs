using System.Diagnostics;
using System.Net.Http.Json;

namespace Funnel.Flows.Tests;

/// <summary>The real dashboard shows the whole way of a capture as one trace.</summary>
public sealed class TraceTests(RunningSystem system)
{
    /// <summary>The expected spans, each with the service of its parent span.</summary>
    private static readonly (string Service, string Name, string? Below)[] Way =
    [
        ("gateway", "POST /api/marketing/{**rest}", null),
        ("marketing", "POST /api/marketing/v1/leads/", "gateway"),
        ("marketing", "publish marketing.contact.captured.v1", "marketing"),
        ("marketing", "hear marketing.", "marketing"),
        ("marketing", "publish marketing.lead.qualified.v1", "marketing"),
        ("sales", "hear marketing.lead.qualified.v1", "marketing"),
        ("sales", "publish sales.lead.assigned.v1", "sales"),
        ("insights", "hear marketing.contact.captured.v1", "marketing"),
        ("insights", "hear marketing.lead.qualified.v1", "marketing"),
        ("insights", "hear sales.lead.assigned.v1", "sales"),
    ];

    private static readonly TimeSpan LongestTrace = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task One_trace_runs_from_the_request_through_outbox_broker_and_listeners_to_the_handoff_and_the_projection()
    {
        // A service drops spans when the dashboard is slow to take them. Such a trace stays incomplete, so another capture is tried.
        var start = Stopwatch.GetTimestamp();
        var trace = await Capture();
        var spans = await Testing.Eventually.Get(async () =>
        {
            if (Stopwatch.GetElapsedTime(start) > Testing.Patience.Of(LongestTrace))
            {
                (start, trace) = (Stopwatch.GetTimestamp(), await Capture());
            }

            return await system.Dashboard.Trace(trace);
        }, spans => !Missing(spans).Any());

        foreach (var step in Way.Where(step => step.Below is not null))
        {
            Assert.All(Find(spans, step),
                span => Assert.Contains(spans, parent => parent.Id == span.Parent && parent.Service == step.Below));
        }
    }

    /// <summary>Captures a person who asks for a demo.</summary>
    /// <returns>The id of the trace.</returns>
    private async Task<string> Capture()
    {
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        using var capture = new HttpRequestMessage(HttpMethod.Post, "/api/marketing/v1/leads")
        {
            Content =
                JsonContent.Create(
                    new { email = $"{trace}@example.com", touches = new[] { new { kind = "form", asset = "demo-request" } } }),
        };
        capture.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom().ToHexString()}-01");
        using var response = await system.Http.SendAsync(capture);
        response.EnsureSuccessStatusCode();
        return trace;
    }

    private static IEnumerable<string> Missing(List<Span> spans) =>
        Way.Where(step => !Find(spans, step).Any()).Select(step => $"{step.Service}: {step.Name}");

    private static IEnumerable<Span> Find(List<Span> spans, (string Service, string Name, string?) step) =>
        spans.Where(span => span.Service == step.Service && span.Name.StartsWith(step.Name.TrimEnd('/'), StringComparison.Ordinal));

    [Fact]
    public async Task An_idle_system_leaves_no_traces_of_its_own_polling()
    {
        // A read of the journal over HTTP has the span of its request as parent. The statement of a poll would have no parent.
        await Capture();
        var statements = await Testing.Eventually.Get(
            async () => (await system.Dashboard.AllSpans()).Where(span => span.Statement is not null).ToList(), found => found.Count > 0);
        Assert.DoesNotContain(statements,
            span => string.IsNullOrEmpty(span.Parent) && span.Statement!.Contains("from messaging.journal", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_dashboard_gets_metrics_of_every_service()
    {
        var senders = await Testing.Eventually.Get(system.Dashboard.SendersOfMetrics, known => known.Distinct().Count() >= 4);
        Assert.Equal(["gateway", "insights", "marketing", "sales"], senders.Distinct().Order());
    }
}
