using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Funnel.Chaos;

/// <summary>A request, with its duration from the moment it was meant to start, and whether the system acknowledged it.</summary>
public readonly record struct Sent(bool IsCapture, double Milliseconds, bool IsAcknowledged);

/// <summary>
/// The gateway, for a client that expects outages. A request may stay without an answer, but an answer must never be wrong.
/// </summary>
public sealed class Door(HttpClient http)
{
    private readonly ConcurrentQueue<Sent> sent = new();
    private readonly ConcurrentQueue<string> wrong = new();

    public IReadOnlyCollection<Sent> All => sent;

    /// <summary>Answers that are wrong even during an outage.</summary>
    public IReadOnlyCollection<string> Wrong => wrong;

    /// <returns>The body of a success. Null when the outcome is unknown.</returns>
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
            else if (response.StatusCode
                is not (HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)
                || (response.StatusCode == HttpStatusCode.ServiceUnavailable && response.Headers.RetryAfter is null))
            {
                wrong.Enqueue($"{method} {path} answered {(int)response.StatusCode}, Retry-After {response.Headers.RetryAfter}: {text}");
            }
        }
        catch (Exception down)
            when (down is HttpRequestException or IOException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            // The connection broke. The request may have been done, or not.
        }

        sent.Enqueue(new(meantAt is not null, Stopwatch.GetElapsedTime(start).TotalMilliseconds, answer is not null));
        return answer;
    }
}
