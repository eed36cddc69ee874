using System.Diagnostics;
using System.Net.Http.Json;

namespace Funnel.Flows.Tests;

/// <summary>One trace tells of a capture all the way, on the real dashboard.</summary>
public sealed class TraceTests(RunningSystem system)
{
    /// <summary>Each span, and the one below which it must hang.</summary>
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

    [Fact]
    public async Task One_trace_runs_from_the_request_through_outbox_broker_and_listeners_to_the_handoff_and_the_projection()
    {
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        using var capture = new HttpRequestMessage(HttpMethod.Post, "/api/marketing/v1/leads")
        {
            Content = JsonContent.Create(new { email = $"{trace}@example.com", touches = new[] { new { kind = "form", asset = "demo-request" } } }),
        };
        capture.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom().ToHexString()}-01");
        using var response = await system.Http.SendAsync(capture);
        response.EnsureSuccessStatusCode();

        await Testing.Eventually.Get(async () => string.Join(", ", Missing(await system.Dashboard.Trace(trace))), missing => missing.Length == 0, seconds: 60);

        var spans = await system.Dashboard.Trace(trace);
        foreach (var step in Way.Where(step => step.Below is not null))
        {
            Assert.All(Find(spans, step), span => Assert.Contains(spans, parent => parent.Id == span.Parent && parent.Service == step.Below));
        }

        static IEnumerable<string> Missing(List<Span> spans) => Way.Where(step => !Find(spans, step).Any()).Select(step => $"{step.Service}: {step.Name}");

        static IEnumerable<Span> Find(List<Span> spans, (string Service, string Name, string?) step) =>
            spans.Where(span => span.Service == step.Service && span.Name.StartsWith(step.Name.TrimEnd('/'), StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_idle_system_leaves_no_traces_of_its_own_polling()
    {
        // Who asks for the journal over HTTP has a trace of that; a poll would be a statement with nothing around it.
        var statements = (await system.Dashboard.AllSpans()).Where(span => span.Statement is not null).ToList();
        Assert.NotEmpty(statements);
        Assert.DoesNotContain(statements, span => string.IsNullOrEmpty(span.Parent) && span.Statement!.Contains("from messaging.journal", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_dashboard_gets_metrics_of_every_service()
    {
        var senders = await Testing.Eventually.Get(system.Dashboard.SendersOfMetrics, known => known.Distinct().Count() >= 4, seconds: 90);
        Assert.Equal(["gateway", "insights", "marketing", "sales"], senders.Distinct().Order());
    }
}
