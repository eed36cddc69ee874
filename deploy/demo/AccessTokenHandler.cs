using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Funnel.Demo;

/// <summary>Adds an access token to each request (OAuth client credentials), and renews the token a minute before it expires.</summary>
public sealed class AccessTokenHandler(Uri gateway, string client, string secret) : DelegatingHandler(new SocketsHttpHandler())
{
    private const int MaxAttempts = 5;
    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim tokenLock = new(1);
    private string token = "";
    private DateTimeOffset renewAt;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization ??= new AuthenticationHeaderValue("Bearer", await Token(cancellationToken));
        return await base.SendAsync(request, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        tokenLock.Dispose();
        base.Dispose(disposing);
    }

    private async Task<string> Token(CancellationToken cancellation)
    {
        await tokenLock.WaitAsync(cancellation);
        try
        {
            var now = TimeProvider.System.GetUtcNow();
            if (now < renewAt)
            {
                return token;
            }

            using var response = await RequestToken(cancellation);
            var body = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancellation);
            token = body.GetProperty("access_token").GetString()!;
            renewAt = now + TimeSpan.FromSeconds(body.GetProperty("expires_in").GetInt32()) - RenewBefore;
            return token;
        }
        finally
        {
            tokenLock.Release();
        }
    }

    /// <summary>Tries again if the gateway answers 503, for example while its database restarts.</summary>
    private async Task<HttpResponseMessage> RequestToken(CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, "connect/token"))
            {
                Content = new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["grant_type"] = "client_credentials",
                    ["client_id"] = client,
                    ["client_secret"] = secret,
                }),
            };
            var response = await base.SendAsync(request, cancellation);
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable || attempt == MaxAttempts)
            {
                return response;
            }

            response.Dispose();
            await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
        }
    }
}
