using System.Text.Json;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace Funnel.Insights.Projections;

/// <summary>
/// The access token of Insights itself (client credentials), from the identity provider that also signs the users' tokens.
/// </summary>
/// <remarks>The token is cached until one minute before it expires.</remarks>
internal sealed class ServiceToken(
    IOptionsMonitor<JwtBearerOptions> bearer, IOptions<AuthenticationOptions> settings, IHttpClientFactory clients, TimeProvider clock)
{
    private const string ClientId = "insights";
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(1);
    private (string Token, DateTimeOffset Until)? cached;

    /// <exception cref="HttpRequestException">The identity provider does not answer, or refuses the client.</exception>
    public async Task<string> Get(CancellationToken cancellation)
    {
        if (cached is { } valid && clock.GetUtcNow() < valid.Until)
        {
            return valid.Token;
        }

        var secret = settings.Value.ClientSecret
            ?? throw new HttpRequestException("Authentication:ClientSecret is not set. Insights needs it to read the journals.");
        var provider = await bearer.Get(JwtBearerDefaults.AuthenticationScheme).ConfigurationManager!.GetConfigurationAsync(cancellation);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = ClientId,
            ["client_secret"] = secret,
            ["scope"] = $"{Access.Events} {Access.PersonalFields} {Access.Operations}",
        });
        using var http = clients.CreateClient();
        using var response = await http.PostAsync(new Uri(provider.TokenEndpoint), form, cancellation);
        var answer = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancellation);
        var token = answer.GetProperty("access_token").GetString()!;
        cached = (token, clock.GetUtcNow() + TimeSpan.FromSeconds(answer.GetProperty("expires_in").GetInt32()) - Leeway);
        return token;
    }
}
