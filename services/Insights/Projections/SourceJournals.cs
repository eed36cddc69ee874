using System.Net.Http.Json;
using Funnel.Messaging;

namespace Funnel.Insights.Projections;

/// <summary>Reads the journals of the other services over HTTP.</summary>
internal sealed class SourceJournals(IHttpClientFactory clients)
{
    public static readonly IReadOnlyList<string> Services = ["marketing", "sales"];
    private const int PageSize = 1000;
    private const int Tries = 6;
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(5);

    /// <param name="after">The <c>next</c> of the last page. Null starts at the beginning.</param>
    /// <exception cref="HttpRequestException">The service does not answer, after retries for half a minute.</exception>
    public async Task<SourcePage> Read(string service, string? after, CancellationToken cancellation)
    {
        var path = $"/api/{service}/v1/events?limit={PageSize}" + (after is null ? "" : $"&after={after}");
        var page = await Send(service, http => http.GetFromJsonAsync<JournalPage>(path, cancellation), cancellation);
        return new(page.Next, page.More, [.. page.Events.Select(CloudEventJson.Read)]);
    }

    /// <summary>Reads the ids of the events of some types. It does not retry.</summary>
    /// <exception cref="HttpRequestException">The service does not answer, or refuses.</exception>
    /// <exception cref="OperationCanceledException">The service does not answer in time.</exception>
    public async Task<EventIdsPage> ReadIds(
        string service, string after, IEnumerable<string> types, int limit, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(LongestAnswer);
        using var http = clients.CreateClient(service);
        var path = $"/api/{service}/v1/events/ids?limit={limit}&after={after}&{string.Join('&', types.Select(type => $"type={type}"))}";
        return await http.GetFromJsonAsync<EventIdsPage>(path, patience.Token)
            ?? throw new HttpRequestException($"{service} sent an empty response.");
    }

    /// <summary>Asks a service to publish its whole journal again to one queue.</summary>
    public Task<ReplayResponse> RequestReplay(string service, string queue, CancellationToken cancellation) =>
        Send(service, async http =>
        {
            using var response = await http.PostAsJsonAsync($"/api/{service}/v1/events/replays", new { queue }, cancellation);
            return await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<ReplayResponse>(cancellation);
        }, cancellation);

    public Task<ReplayResponse> GetReplay(string service, Guid id, CancellationToken cancellation) =>
        Send(service, http => http.GetFromJsonAsync<ReplayResponse>($"/api/{service}/v1/events/replays/{id}", cancellation), cancellation);

    private async Task<TAnswer> Send<TAnswer>(string service, Func<HttpClient, Task<TAnswer?>> send, CancellationToken cancellation)
        where TAnswer : class
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var http = clients.CreateClient(service);
                return await send(http) ?? throw new HttpRequestException($"{service} sent an empty response.");
            }
            catch (HttpRequestException failure)
                when (attempt < Tries && failure.StatusCode is null or >= System.Net.HttpStatusCode.InternalServerError)
            {
                await Task.Delay(TimeSpan.FromSeconds(Math.Pow(2, attempt - 1)), cancellation);
            }
            catch (HttpRequestException failure)
            {
                throw new HttpRequestException($"{service} does not answer: {failure.Message}", failure, failure.StatusCode);
            }
        }
    }
}

/// <param name="Next">The cursor of the next page.</param>
/// <param name="More">Whether the journal has more events now.</param>
internal sealed record SourcePage(string Next, bool More, IReadOnlyList<CloudEvent> Events);
