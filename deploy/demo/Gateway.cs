using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Funnel.Demo;

/// <summary>A client of the public API.</summary>
/// <param name="waitLimit">The limit for repeated requests. Default: two minutes.</param>
public sealed class Gateway(HttpClient http, TimeSpan? waitLimit = null)
{
    private readonly TimeSpan waitLimit = waitLimit ?? TimeSpan.FromMinutes(2);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <exception cref="HttpRequestException">The response is an error. The message holds the problem.</exception>
    public async Task<JsonElement> Post(string path, object body)
    {
        using var response = await http.PostAsJsonAsync(path, body, Json);
        return await Read(response, $"POST {path}");
    }

    /// <inheritdoc cref="Post"/>
    /// <remarks>Tries again after the time in Retry-After if the status is 503, for example while a database restarts.</remarks>
    public async Task<JsonElement> Get(string path)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            using var response = await http.GetAsync(path);
            if (Stopwatch.GetElapsedTime(start) > waitLimit
                || response is not { StatusCode: HttpStatusCode.ServiceUnavailable, Headers.RetryAfter.Delta: { } pause })
            {
                return await Read(response, $"GET {path}");
            }

            await Task.Delay(pause);
        }
    }

    /// <summary>Posts items in batches of a thousand. Returns the result of each item in the same order.</summary>
    /// <exception cref="InvalidOperationException">The API refused an item.</exception>
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

    /// <summary>Repeats a GET request until its response meets a condition.</summary>
    /// <exception cref="TimeoutException">The response did not meet the condition within the wait limit.</exception>
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

            if (Stopwatch.GetElapsedTime(start) > waitLimit)
            {
                throw new TimeoutException($"GET {path} does not meet the condition after {waitLimit}. Its last response: {answer}");
            }

            await Task.Delay(100);
        }
    }

    private static async Task<JsonElement> Read(HttpResponseMessage response, string request)
    {
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<JsonElement>(text)
            : throw new HttpRequestException($"{request} returned {(int)response.StatusCode}: {text}");
    }
}
