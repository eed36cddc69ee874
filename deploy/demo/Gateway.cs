using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Funnel.Demo;

/// <summary>The public API, as any client sees it.</summary>
/// <param name="longest">The limit of a wait; two minutes unless told.</param>
public sealed class Gateway(HttpClient http, TimeSpan? longest = null)
{
    private readonly TimeSpan longest = longest ?? TimeSpan.FromMinutes(2);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <exception cref="HttpRequestException">The answer is no success; the message holds the problem.</exception>
    public async Task<JsonElement> Post(string path, object body)
    {
        using var response = await http.PostAsJsonAsync(path, body, Json);
        return await Read(response, $"POST {path}");
    }

    /// <inheritdoc cref="Post"/>
    /// <remarks>A service that is away for a moment, as after a restart of the database, says when to ask again, and is asked again then.</remarks>
    public async Task<JsonElement> Get(string path)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            using var response = await http.GetAsync(path);
            if (Stopwatch.GetElapsedTime(start) > longest || response is not { StatusCode: HttpStatusCode.ServiceUnavailable, Headers.RetryAfter.Delta: { } pause })
            {
                return await Read(response, $"GET {path}");
            }

            await Task.Delay(pause);
        }
    }

    /// <summary>Posts in chunks of a thousand; returns each item's result, in order.</summary>
    /// <exception cref="InvalidOperationException">An item was refused.</exception>
    public async Task<List<JsonElement>> PostAll(string path, IEnumerable<object> items)
    {
        var results = new List<JsonElement>();
        foreach (var chunk in items.Chunk(1000))
        {
            var answer = await Post(path, new { items = chunk });
            foreach (var result in answer.GetProperty("results").EnumerateArray())
            {
                if (result.GetProperty("outcome").GetString() == "refused")
                {
                    throw new InvalidOperationException($"{path} refused item {results.Count}: {result}");
                }

                results.Add(result);
            }
        }

        return results;
    }

    /// <summary>Asks until the answer satisfies.</summary>
    /// <exception cref="TimeoutException">It did not within the limit of a wait.</exception>
    public async Task<JsonElement> Await(string path, Func<JsonElement, bool> until)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var answer = await Get(path);
            if (until(answer))
            {
                return answer;
            }

            if (Stopwatch.GetElapsedTime(start) > longest)
            {
                throw new TimeoutException($"GET {path} still answers {answer}");
            }

            await Task.Delay(100);
        }
    }

    private static async Task<JsonElement> Read(HttpResponseMessage response, string what)
    {
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<JsonElement>(text)
            : throw new HttpRequestException($"{what} answered {(int)response.StatusCode}: {text}");
    }
}
