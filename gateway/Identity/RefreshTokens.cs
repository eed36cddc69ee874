using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Funnel.Gateway.Identity;

/// <summary>
/// Lets each refresh token work once. A second use means that it may be stolen, so it ends the session: its refresh tokens and its access
/// tokens.
/// </summary>
internal sealed class RefreshTokens(IdentityDb db, Revocations revocations, SecurityEvents events, TimeProvider clock)
{
    /// <summary>OpenIddict alone would let two simultaneous requests redeem the same token. This statement lets one of them.</summary>
    /// <returns>Whether this request redeemed the token.</returns>
    public async Task<bool> Redeem(ClaimsPrincipal token, CancellationToken cancellation)
    {
        var (id, now) = (Guid.Parse(token.GetTokenId()!), clock.GetUtcNow().UtcDateTime);
        var redeemed = await db.Database.ExecuteSqlAsync(
            $"""
            update "OpenIddictTokens" set status = {Statuses.Redeemed}, redemption_date = {now}
            where id = {id} and status = {Statuses.Valid}
            """, cancellation);
        if (redeemed == 0)
        {
            await WasReused(token, cancellation);
        }

        return redeemed == 1;
    }

    /// <summary>Records the second use of a code or of a refresh token, and ends its session.</summary>
    public async Task WasReused(ClaimsPrincipal token, CancellationToken cancellation)
    {
        await events.TokenReused(token.GetClaim(Claims.Subject), cancellation);
        await EndSession(token, cancellation);
    }

    /// <summary>Ends the session of a code or of a token of it.</summary>
    public async Task EndSession(ClaimsPrincipal token, CancellationToken cancellation)
    {
        if (token.GetAuthorizationId() is not { } session)
        {
            return;
        }

        var id = Guid.Parse(session);
        await db.Database.ExecuteSqlAsync(
            $"""
            with ended as (update "OpenIddictAuthorizations" set status = {Statuses.Revoked} where id = {id})
            update "OpenIddictTokens" set status = {Statuses.Revoked} where authorization_id = {id} and status = {Statuses.Valid}
            """, cancellation);
        await revocations.End(session, db, cancellation);
        await revocations.Load(cancellation);
    }

    /// <summary>Ends one access token.</summary>
    public async Task EndToken(ClaimsPrincipal token, CancellationToken cancellation)
    {
        await revocations.End(token.GetTokenId()!, db, cancellation);
        await revocations.Load(cancellation);
    }
}

/// <summary>Ends the session of a code or refresh token that is used again, before OpenIddict refuses it.</summary>
internal sealed class WhenTokenReused(IOpenIddictTokenManager tokens, RefreshTokens refreshTokens)
    : IOpenIddictServerHandler<ValidateTokenContext>
{
    public async ValueTask HandleAsync(ValidateTokenContext context)
    {
        if (context.Principal is { } token && token.GetTokenId() is { } id
            && await tokens.FindByIdAsync(id, context.CancellationToken) is { } entry
            && await tokens.HasStatusAsync(entry, Statuses.Redeemed, context.CancellationToken))
        {
            await refreshTokens.WasReused(token, context.CancellationToken);
        }
    }
}

/// <summary>
/// Makes the revocation endpoint effective for access tokens, which the gateway checks without the database. Revoking a refresh token
/// ends its session.
/// </summary>
internal sealed class WhenTokenRevoked(RefreshTokens refreshTokens) : IOpenIddictServerHandler<HandleRevocationRequestContext>
{
    public async ValueTask HandleAsync(HandleRevocationRequestContext context)
    {
        if (context.GenericTokenPrincipal is not { } token)
        {
            return;
        }

        if (token.HasTokenType(TokenTypeIdentifiers.AccessToken))
        {
            await refreshTokens.EndToken(token, context.CancellationToken);
        }
        else
        {
            await refreshTokens.EndSession(token, context.CancellationToken);
        }
    }
}
