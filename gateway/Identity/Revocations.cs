using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Gateway.Identity;

/// <summary>Makes all tokens of a subject invalid that were issued up to a time.</summary>
[ServiceDefaults.IsRecord]
internal sealed class Revocation
{
    public required string Subject { get; init; }

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
    private FrozenDictionary<string, DateTimeOffset> known = FrozenDictionary<string, DateTimeOffset>.Empty;

    /// <param name="issuedAt">The claim <c>iat</c>, in whole seconds.</param>
    public bool IsRevoked(string subject, DateTimeOffset issuedAt) => known.TryGetValue(subject, out var until) && issuedAt <= until;

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

    /// <summary>Runs in the caller's transaction. After the commit, call <see cref="Load"/>.</summary>
    public Task Revoke(string subject, IdentityDb db, CancellationToken cancellation) => db.Database.ExecuteSqlAsync(
        $"""
        insert into revocations (subject, until) values ({subject}, {clock.GetUtcNow()})
        on conflict (subject) do update set until = excluded.until
        """, cancellation);

    public async Task Load(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var since = clock.GetUtcNow() - Retention;
        var rows = await scope.ServiceProvider.GetRequiredService<IdentityDb>().Revocations.AsNoTracking()
            .Where(revocation => revocation.Until > since).ToListAsync(cancellation);
        known = rows.ToFrozenDictionary(revocation => revocation.Subject, revocation => revocation.Until);
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
