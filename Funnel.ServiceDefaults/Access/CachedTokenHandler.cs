using System.Collections.Concurrent;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Funnel.ServiceDefaults;

/// <summary>Checks a token's signature once in a while, not at each request that bears it. That a key has gone is noticed no later than that a new one came.</summary>
/// <param name="good">How long a check is trusted, never beyond the token's own end.</param>
public sealed class CachedTokenHandler(TimeProvider clock, TimeSpan good) : JsonWebTokenHandler
{
    private const int Most = 1000;
    private ConcurrentDictionary<string, (TokenValidationResult Result, DateTimeOffset Until)> known = new();

    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters) =>
        known.TryGetValue(token, out var kept) && clock.GetUtcNow() < kept.Until ? kept.Result : Keep(token, await base.ValidateTokenAsync(token, validationParameters));

    private TokenValidationResult Keep(string token, TokenValidationResult result)
    {
        known = known.Count < Most ? known : new();
        return result.IsValid ? (known[token] = (result, new[] { clock.GetUtcNow() + good, result.SecurityToken.ValidTo }.Min())).Result : result;
    }
}
