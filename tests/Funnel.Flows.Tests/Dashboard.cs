using System.Text.Json;

namespace Funnel.Flows.Tests;

/// <summary>The API of the Aspire dashboard that the system started.</summary>
public sealed class Dashboard(Uri address, string apiKey) : IDisposable
{
    private readonly HttpClient http =
        new() { BaseAddress = address, Timeout = Testing.Patience.Request, DefaultRequestHeaders = { { "x-api-key", apiKey } } };

    public Uri Address => address;

    public void Dispose() => http.Dispose();

    /// <summary>The spans of one trace, from all services.</summary>
    public async Task<List<Span>> Trace(string traceId)
    {
        using var answer = await http.GetAsync($"/api/telemetry/spans?traceId={traceId}&limit=1000");
        answer.EnsureSuccessStatusCode();
        return [.. Spans(await Read(answer)).Where(span => span.TraceId == traceId)];
    }

    /// <summary>All spans, traces or logs of the dashboard, as the text of the answer.</summary>
    public Task<string> All(string kind) => http.GetStringAsync($"/api/telemetry/{kind}?limit=100000");

    /// <summary>All spans of the dashboard.</summary>
    public async Task<List<Span>> AllSpans()
    {
        using var answer = await http.GetAsync("/api/telemetry/spans?limit=100000");
        return [.. Spans(await Read(answer))];
    }

    /// <summary>The names of the services that have sent metrics.</summary>
    public async Task<List<string>> SendersOfMetrics()
    {
        using var answer = await http.GetAsync("/api/telemetry/resources");
        return [.. (await Read(answer)).EnumerateArray().Where(sender => sender.GetProperty("hasMetrics").GetBoolean())
            .Select(sender => sender.GetProperty("name").GetString()!)];
    }

    private static IEnumerable<Span> Spans(JsonElement answer) =>
        from resource in answer.GetProperty("data").GetProperty("resourceSpans").EnumerateArray()
        let service = resource.GetProperty("resource").GetProperty("attributes").EnumerateArray()
            .Single(attribute => attribute.GetProperty("key").GetString() == "service.name").GetProperty("value").GetProperty("stringValue")
            .GetString()
        from scope in resource.GetProperty("scopeSpans").EnumerateArray()
        from span in scope.GetProperty("spans").EnumerateArray()
        select new Span(span.GetProperty("traceId").GetString()!, span.GetProperty("spanId").GetString()!,
            span.TryGetProperty("parentSpanId", out var parent) ? parent.GetString() : null, service, span.GetProperty("name").GetString()!,
            span.TryGetProperty("attributes", out var attributes) ? Statement(attributes) : null);

    private static string? Statement(JsonElement attributes) => attributes.EnumerateArray()
        .Where(attribute => attribute.GetProperty("key").GetString() is "db.query.text" or "db.statement")
        .Select(attribute => attribute.GetProperty("value").GetProperty("stringValue").GetString()).FirstOrDefault();

    private static async Task<JsonElement> Read(HttpResponseMessage answer) =>
        JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStreamAsync());
}

public sealed record Span(string TraceId, string Id, string? Parent, string Service, string Name, string? Statement);
