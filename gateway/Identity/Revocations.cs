using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using OpenIddict.Abstractions;

namespace Funnel.Gateway.Identity;

/// <summary>Makes all access tokens with a key invalid that were issued up to a time.</summary>
[ServiceDefaults.IsRecord]
internal sealed class Revocation
{
    /// <summary>The subject of the tokens, the id of their session, or the id of one token.</summary>
    public required string Key { get; init; }

    public DateTimeOffset Until { get; init; }
}

/// <summary>Revokes access tokens before they expire.</summary>
/// <remarks>
/// A revocation is effective at once on the replica that makes it, and on the other replicas within <see cref="ReloadInterval"/>. The
/// services behind the gateway check the signature and the expiry time only.
/// </remarks>
internal sealed partial class Revocations(IServiceScopeFactory scopes, TimeProvider clock, ILogger<Revocations> log) : BackgroundService
{
    private static readonly TimeSpan ReloadInterval = TimeSpan.FromSeconds(2);
    /// <summary>Longer than the lifetime of any access token.</summary>
    private static readonly TimeSpan Retention = TimeSpan.FromDays(1);
    /// <summary>One load at a time, so that an older result never replaces a newer one.</summary>
    private readonly SemaphoreSlim loading = new(1);
    private FrozenDictionary<string, DateTimeOffset> known = FrozenDictionary<string, DateTimeOffset>.Empty;

    /// <summary>The claims in which OpenIddict writes the id of the session (its authorization) and the id of the token.</summary>
    private static readonly string[] KeyClaims =
        [OpenIddictConstants.Claims.Private.AuthorizationId, OpenIddictConstants.Claims.Private.TokenId];

    /// <summary>Runs for each request. It needs no database, and next to no time while nothing is revoked.</summary>
    public bool IsRevoked(JsonWebToken token) =>
        known.Count > 0 && (IsRevoked(token.Subject, token.IssuedAt)
            || KeyClaims.Any(claim => token.TryGetPayloadValue<string>(claim, out var key) && IsRevoked(key, token.IssuedAt)));

    /// <param name="key">The key of the revocation.</param>
    /// <param name="issuedAt">The claim <c>iat</c>, in whole seconds.</param>
    private bool IsRevoked(string key, DateTimeOffset issuedAt) => known.TryGetValue(key, out var until) && issuedAt <= until;

    /// <summary>
    /// Waits until the second of a revocation is over. A token has a time in whole seconds, so a new token from the same second
    /// would count as revoked.
    /// </summary>
    public async Task WaitUntilNewTokensAreValid(string subject, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var second = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        if (IsRevoked(subject, second))
        {
            await Task.Delay(second.AddSeconds(1) - now, cancellation);
        }
    }

    /// <summary>
    /// Ends the tokens that a subject has now. Runs in the caller's transaction. After the commit, call <see cref="Load"/>.
    /// </summary>
    public Task Revoke(string subject, IdentityDb db, CancellationToken cancellation) =>
        Revoke(subject, clock.GetUtcNow(), db, cancellation);

    /// <summary>
    /// Ends a session or a token for good: also a token that another request issues for the session at this moment. After the
    /// commit, call <see cref="Load"/>.
    /// </summary>
    public Task End(string key, IdentityDb db, CancellationToken cancellation) =>
        Revoke(key, clock.GetUtcNow() + Retention, db, cancellation);

    private static Task<int> Revoke(string key, DateTimeOffset until, IdentityDb db, CancellationToken cancellation) =>
        db.Database.ExecuteSqlAsync(
        $"""
        insert into revocations (key, until) values ({key}, {until})
        on conflict (key) do update set until = greatest(revocations.until, excluded.until)
        """, cancellation);

    /// <summary>Deletes the revocations of tokens that have expired.</summary>
    public async Task DeleteOld(IdentityDb db, CancellationToken cancellation)
    {
        var since = clock.GetUtcNow() - Retention;
        await db.Revocations.Where(revocation => revocation.Until < since).ExecuteDeleteAsync(cancellation);
    }

    public async Task Load(CancellationToken cancellation)
    {
        await loading.WaitAsync(cancellation);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var since = clock.GetUtcNow() - Retention;
            var rows = await scope.ServiceProvider.GetRequiredService<IdentityDb>().Revocations.AsNoTracking()
                .Where(revocation => revocation.Until > since).ToListAsync(cancellation);
            known = rows.ToFrozenDictionary(revocation => revocation.Key, revocation => revocation.Until);
        }
        finally
        {
            loading.Release();
        }
    }

    public override void Dispose()
    {
        loading.Dispose();
        base.Dispose();
    }

    /// <summary>Loads the revocations before the first request arrives.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Load(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(ReloadInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Load(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(failure);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The revocations could not be read. The gateway tries again.")]
    private partial void LogFailed(Exception failure);
}
