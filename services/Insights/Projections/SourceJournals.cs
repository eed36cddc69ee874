using System.Net.Http.Json;
using Funnel.Messaging;

namespace Funnel.Insights.Projections;

/// <summary>The journals of the services whose events Insights hears, over HTTP.</summary>
internal sealed class SourceJournals(IHttpClientFactory clients)
{
    public static readonly IReadOnlyList<string> Services = ["marketing", "sales"];
    private const int PageSize = 1000;
    private const int Tries = 6;

    /// <param name="after">The last page's <c>next</c>, or null from the beginning.</param>
    /// <exception cref="HttpRequestException">The service does not answer, asked again and again for half a minute.</exception>
    public async Task<SourcePage> Read(string service, string? after, CancellationToken cancellation)
    {
        var path = $"/api/{service}/v1/events?limit={PageSize}" + (after is null ? "" : $"&after={after}");
        var page = await Ask(service, http => http.GetFromJsonAsync<JournalPage>(path, cancellation), cancellation);
        return new(page.Next, page.More, [.. page.Events.Select(CloudEventJson.Read)]);
    }

    /// <summary>Has a service's whole journal published again to one queue.</summary>
    public Task<ReplayResponse> RequestReplay(string service, string queue, CancellationToken cancellation) =>
        Ask(service, async http =>
        {
            using var response = await http.PostAsJsonAsync($"/api/{service}/v1/events/replays", new { queue }, cancellation);
            return await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<ReplayResponse>(cancellation);
        }, cancellation);

    public Task<ReplayResponse> GetReplay(string service, Guid id, CancellationToken cancellation) =>
        Ask(service, http => http.GetFromJsonAsync<ReplayResponse>($"/api/{service}/v1/events/replays/{id}", cancellation), cancellation);

    private async Task<TAnswer> Ask<TAnswer>(string service, Func<HttpClient, Task<TAnswer?>> ask, CancellationToken cancellation) where TAnswer : class
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var http = clients.CreateClient(service);
                return await ask(http) ?? throw new HttpRequestException($"{service} answered nothing.");
            }
            catch (HttpRequestException failure) when (attempt < Tries && failure.StatusCode is null or >= System.Net.HttpStatusCode.InternalServerError)
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

/// <param name="Next">Where the next page begins.</param>
/// <param name="More">Whether more is there already.</param>
internal sealed record SourcePage(string Next, bool More, IReadOnlyList<CloudEvent> Events);
