using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Gateway.Identity;

/// <summary>Tokens of this subject that were issued until then are taken no more.</summary>
[ServiceDefaults.IsRecord]
internal sealed class Revocation
{
    public required string Subject { get; init; }

    public DateTimeOffset Until { get; init; }
}

/// <summary>
/// Ends access tokens before their time. What one replica revokes holds there at once, and at the others within
/// <see cref="Pause"/>; services behind the gateway check no more than signature and expiry.
/// </summary>
internal sealed partial class Revocations(IServiceScopeFactory scopes, TimeProvider clock, ILogger<Revocations> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongerThanAnyToken = TimeSpan.FromDays(1);
    private FrozenDictionary<string, DateTimeOffset> known = FrozenDictionary<string, DateTimeOffset>.Empty;

    /// <param name="issuedAt">In whole seconds, as it stands in the token.</param>
    public bool Cover(string subject, DateTimeOffset issuedAt) => known.TryGetValue(subject, out var until) && issuedAt <= until;

    /// <summary>A token that is issued within the second of a revocation could not be told from one that came before it.</summary>
    public async Task WaitUntilTold(string subject, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var second = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        if (Cover(subject, second))
        {
            await Task.Delay(second.AddSeconds(1) - now, cancellation);
        }
    }

    /// <summary>In the caller's transaction; <see cref="Load"/> it afterwards.</summary>
    public Task Revoke(string subject, IdentityDb db, CancellationToken cancellation) => db.Database.ExecuteSqlAsync(
        $"insert into revocations (subject, until) values ({subject}, {clock.GetUtcNow()}) on conflict (subject) do update set until = excluded.until", cancellation);

    public async Task Load(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var since = clock.GetUtcNow() - LongerThanAnyToken;
        var rows = await scope.ServiceProvider.GetRequiredService<IdentityDb>().Revocations.AsNoTracking()
            .Where(revocation => revocation.Until > since).ToListAsync(cancellation);
        known = rows.ToFrozenDictionary(revocation => revocation.Subject, revocation => revocation.Until);
    }

    /// <summary>Before the first request comes.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Load(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
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

    [LoggerMessage(LogLevel.Warning, "The revocations could not be read; trying again")]
    private partial void LogFailed(Exception failure);
}
