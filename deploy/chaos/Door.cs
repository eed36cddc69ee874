using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Funnel.Chaos;

/// <summary>One request: when it was meant to start, how long it took from then on, and whether it was acknowledged.</summary>
public readonly record struct Sent(bool IsCapture, double Milliseconds, bool IsAcknowledged);

/// <summary>The gateway, as a client sees it that expects to be let down: an answer, or none, but never a wrong one.</summary>
public sealed class Door(HttpClient http)
{
    private readonly ConcurrentQueue<Sent> sent = new();
    private readonly ConcurrentQueue<string> wrong = new();

    public IReadOnlyCollection<Sent> All => sent;

    /// <summary>Answers that no fault excuses.</summary>
    public IReadOnlyCollection<string> Wrong => wrong;

    /// <returns>The body of a success; null where nobody knows whether it was done.</returns>
    public async Task<JsonElement?> Send(HttpMethod method, string path, object? body, CancellationToken cancellation, long? meantAt = null)
    {
        var start = meantAt ?? Stopwatch.GetTimestamp();
        JsonElement? answer = null;
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
            using var response = await http.SendAsync(request, cancellation);
            var text = await response.Content.ReadAsStringAsync(cancellation);
            if (response.IsSuccessStatusCode)
            {
                answer = JsonSerializer.Deserialize<JsonElement>(text);
            }
            else if (response.StatusCode is not (HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)
                || (response.StatusCode == HttpStatusCode.ServiceUnavailable && response.Headers.RetryAfter is null))
            {
                wrong.Enqueue($"{method} {path} answered {(int)response.StatusCode}, Retry-After {response.Headers.RetryAfter}: {text}");
            }
        }
        catch (Exception down) when (down is HttpRequestException or IOException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            // The line broke: it may have been done, or not.
        }

        sent.Enqueue(new(meantAt is not null, Stopwatch.GetElapsedTime(start).TotalMilliseconds, answer is not null));
        return answer;
    }
}
