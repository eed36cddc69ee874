using System.Collections.Concurrent;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Funnel.ServiceDefaults;

/// <summary>
/// Checks the signature of a token once in a while instead of at every request. A revoked signing key is noticed as late as a
/// new one.
/// </summary>
/// <param name="clock">The clock of the service.</param>
/// <param name="trust">The time for which a check is trusted; never beyond the end of the token.</param>
/// <param name="rules">Turn the roles in a token into permissions.</param>
public sealed class CachedTokenHandler(TimeProvider clock, TimeSpan trust, AccessRules rules) : JsonWebTokenHandler
{
    private const int MaxTokens = 1000;
    private ConcurrentDictionary<string, (TokenValidationResult Result, DateTimeOffset Until)> known = new();

    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters) =>
        known.TryGetValue(token, out var kept) && clock.GetUtcNow() < kept.Until
            ? kept.Result
            : Keep(token, await base.ValidateTokenAsync(token, validationParameters));

    private TokenValidationResult Keep(string token, TokenValidationResult result)
    {
        known = known.Count < MaxTokens ? known : new();
        if (!result.IsValid)
        {
            return result;
        }

        rules.AddPermissions(result.ClaimsIdentity);
        known[token] = (result, new[] { clock.GetUtcNow() + trust, result.SecurityToken.ValidTo }.Min());
        return result;
    }
}
