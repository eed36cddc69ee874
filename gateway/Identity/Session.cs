using System.Globalization;
using System.Security.Claims;
using OpenIddict.Abstractions;

namespace Funnel.Gateway.Identity;

/// <summary>The session of a person: it begins with the sign-in, and its refresh tokens continue it.</summary>
/// <param name="End">The session ends at this time, however often it is refreshed.</param>
/// <param name="IdleTime">The session ends after this time without a refresh.</param>
internal sealed record Session(DateTimeOffset End, TimeSpan IdleTime)
{
    /// <summary>A claim for the code and the refresh token only.</summary>
    public const string EndClaim = "funnel_session_end";

    /// <returns>Null if the session has ended.</returns>
    public static Session? Of(ClaimsPrincipal tokens, TimeSpan idleTime, DateTimeOffset now) =>
        long.TryParse(tokens.GetClaim(EndClaim), CultureInfo.InvariantCulture, out var end)
        && DateTimeOffset.FromUnixTimeSeconds(end) is var until && now < until
            ? new(until, idleTime)
            : null;

    /// <summary>No token of the session outlives it.</summary>
    public void Limit(ClaimsIdentity identity, DateTimeOffset now)
    {
        var left = End - now;
        identity.SetClaim(EndClaim, End.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        identity.SetAccessTokenLifetime(left < IdentitySetup.TokenLifetime ? left : IdentitySetup.TokenLifetime);
        identity.SetRefreshTokenLifetime(left < IdleTime ? left : IdleTime);
    }
}
