using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Funnel.Demo;

/// <summary>Signs an API client in (OAuth client credentials) and bears its token, renewed a minute before its end.</summary>
public sealed class SignedIn(Uri gateway, string client, string secret) : DelegatingHandler(new SocketsHttpHandler())
{
    private const int Tries = 5;
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim one = new(1);
    private string token = "";
    private DateTimeOffset until;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization ??= new AuthenticationHeaderValue("Bearer", await Token(cancellationToken));
        return await base.SendAsync(request, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        one.Dispose();
        base.Dispose(disposing);
    }

    private async Task<string> Token(CancellationToken cancellation)
    {
        await one.WaitAsync(cancellation);
        try
        {
            var now = TimeProvider.System.GetUtcNow();
            if (now < until)
            {
                return token;
            }

            using var response = await Ask(cancellation);
            var answer = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancellation);
            (token, until) = (answer.GetProperty("access_token").GetString()!, now + TimeSpan.FromSeconds(answer.GetProperty("expires_in").GetInt32()) - Leeway);
            return token;
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>As often as the gateway says that it cannot now, which is what 503 means.</summary>
    private async Task<HttpResponseMessage> Ask(CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, "connect/token"))
            {
                Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = client, ["client_secret"] = secret }),
            };
            var response = await base.SendAsync(request, cancellation);
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable || attempt == Tries)
            {
                return response;
            }

            response.Dispose();
            await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
        }
    }
}
