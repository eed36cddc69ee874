using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;

namespace Funnel.Gateway.Identity;

/// <summary>A key as it lies in the database: its private part protected by the secret of the settings.</summary>
[ServiceDefaults.IsRecord]
internal sealed class SigningKey
{
    public Guid Id { get; init; }

    /// <summary>PKCS #8 in PEM, encrypted (PBES2 with AES-256).</summary>
    public required string Pem { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The keys that sign access tokens: made at first start, rotated by age, the same on every replica.</summary>
/// <remarks>
/// 1. A new key is published at once and signs only after <see cref="Rest"/>, when every replica and service knows it.
/// 2. An old key stays published for a day, which is longer than any token lives.
/// </remarks>
internal sealed partial class SigningKeys(
    IServiceScopeFactory scopes, IOptions<IdentityOptions> options, IOptionsMonitorCache<OpenIddictServerOptions> served, TimeProvider clock, ILogger<SigningKeys> log)
    : BackgroundService
{
    private const long Lock = 0x4B455953; // "KEYS"
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Published = TimeSpan.FromDays(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private static readonly PbeParameters Protection = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, iterationCount: 100_000);

    /// <summary>The one that signs first, then those that are only published.</summary>
    public IReadOnlyList<RsaSecurityKey> Current { get; private set; } = [];

    /// <summary>Before the first request comes.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Load(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        try
        {
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
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    /// <summary>Reads the keys, and makes one where there is none that is young enough: one replica at a time.</summary>
    internal async Task Load(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await db.Database.ExecuteSqlRawAsync($"select pg_advisory_xact_lock({Lock})", cancellation);
        var now = clock.GetUtcNow();
        var lifetime = TimeSpan.FromDays(options.Value.RotateAfterDays);
        var keys = await db.SigningKeys.OrderByDescending(key => key.CreatedAt).ToListAsync(cancellation);
        if (keys.Count == 0 || now - keys[0].CreatedAt >= lifetime)
        {
            keys.Insert(0, Make(now));
            db.Add(keys[0]);
            LogMade(keys[0].Id);
        }

        // Over when its successor has signed for longer than a token lives.
        var over = keys.Where((_, at) => at > 0 && now - keys[at - 1].CreatedAt > Rest + Published).ToList();
        db.RemoveRange(over);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        var usable = keys.Except(over).ToList();
        Use([.. usable.OrderBy(key => now - key.CreatedAt < Rest && usable.Count > 1).ThenByDescending(key => key.CreatedAt)]);
    }

    private void Use(List<SigningKey> keys)
    {
        if (keys.Select(key => key.Id.ToString()).SequenceEqual(Current.Select(key => key.KeyId)))
        {
            return;
        }

        Current = [.. keys.Select(Open)];
        served.TryRemove(Options.DefaultName);
    }

    private SigningKey Make(DateTimeOffset now)
    {
        using var rsa = RSA.Create(2048);
        return new() { Id = Guid.CreateVersion7(now), CreatedAt = now, Pem = rsa.ExportEncryptedPkcs8PrivateKeyPem(options.Value.Secret, Protection) };
    }

    private RsaSecurityKey Open(SigningKey key)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromEncryptedPem(key.Pem, options.Value.Secret);
        }
        catch (CryptographicException wrong)
        {
            throw new ServiceDefaults.SettingException($"Identity:Secret does not open the signing keys in the database: {wrong.Message}");
        }

        return new(rsa) { KeyId = key.Id.ToString() };
    }

    [LoggerMessage(LogLevel.Information, "Made signing key {Key}")]
    private partial void LogMade(Guid key);

    [LoggerMessage(LogLevel.Warning, "The signing keys could not be read; trying again")]
    private partial void LogFailed(Exception failure);
}
