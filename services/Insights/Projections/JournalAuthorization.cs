using System.Net.Http.Headers;
using System.Text.Json;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace Funnel.Insights.Projections;

/// <summary>Calls the journals in Insights' own name.</summary>
internal sealed class JournalAccess(OwnToken own) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await own.Get(cancellationToken));
        return await base.SendAsync(request, cancellationToken);
    }
}

/// <summary>Insights' token from the provider whose tokens it takes itself (client credentials), kept until shortly before its end.</summary>
internal sealed class OwnToken(
    IOptionsMonitor<JwtBearerOptions> bearer, IOptions<AuthenticationOptions> settings, IHttpClientFactory clients, TimeProvider clock)
{
    private const string Client = "insights";
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(1);
    private (string Token, DateTimeOffset Until)? kept;

    /// <exception cref="HttpRequestException">The provider does not answer, or gives no token.</exception>
    public async Task<string> Get(CancellationToken cancellation)
    {
        if (kept is { } known && clock.GetUtcNow() < known.Until)
        {
            return known.Token;
        }

        var secret = settings.Value.ClientSecret ?? throw new HttpRequestException("Authentication:ClientSecret is not set: Insights cannot read the journals.");
        var provider = await bearer.Get(JwtBearerDefaults.AuthenticationScheme).ConfigurationManager!.GetConfigurationAsync(cancellation);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = Client,
            ["client_secret"] = secret,
            ["scope"] = $"{Access.Events} {Access.Operations}",
        });
        using var http = clients.CreateClient();
        using var response = await http.PostAsync(new Uri(provider.TokenEndpoint), form, cancellation);
        var answer = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancellation);
        var token = answer.GetProperty("access_token").GetString()!;
        kept = (token, clock.GetUtcNow() + TimeSpan.FromSeconds(answer.GetProperty("expires_in").GetInt32()) - Leeway);
        return token;
    }
}
