using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;

namespace Funnel.Gateway.Identity;

/// <summary>A signing key in the database. Its private part is encrypted with the secret from the settings.</summary>
[ServiceDefaults.IsRecord]
internal sealed class SigningKey
{
    public Guid Id { get; init; }

    /// <summary>PKCS #8 in PEM, encrypted (PBES2 with AES-256).</summary>
    public required string Pem { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>
/// The keys that sign access tokens. The first start creates a key. A new key replaces it when it is too old. All replicas share the keys.
/// </summary>
/// <remarks>
/// 1. A new key is published at once. It signs only after <see cref="ActivationDelay"/>, when all replicas and services know it.
/// 2. An old key stays published for <see cref="RetirementPeriod"/>, which is longer than the lifetime of a token.
/// </remarks>
internal sealed partial class SigningKeys(
    IServiceScopeFactory scopes, IOptions<IdentityOptions> options, IOptionsMonitorCache<OpenIddictServerOptions> serverOptions,
    TimeProvider clock, ILogger<SigningKeys> log)
    : BackgroundService
{
    private const long LockKey = 0x4B455953; // "KEYS"
    private static readonly TimeSpan ActivationDelay = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RetirementPeriod = TimeSpan.FromDays(1);
    private static readonly TimeSpan ReloadInterval = TimeSpan.FromMinutes(1);
    private static readonly PbeParameters Protection =
        new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, iterationCount: 100_000);

    /// <summary>The published keys. The first one signs.</summary>
    public IReadOnlyList<RsaSecurityKey> Current { get; private set; } = [];

    /// <summary>Loads the keys before the first request arrives.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Load(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(ReloadInterval, clock);
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
            // The gateway is stopping.
        }
    }

    /// <summary>
    /// Reads the keys, deletes retired keys, and creates a new key if the newest is too old. A lock lets one replica do this at a time.
    /// </summary>
    internal async Task Load(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await db.Database.ExecuteSqlRawAsync($"select pg_advisory_xact_lock({LockKey})", cancellation);
        var now = clock.GetUtcNow();
        var lifetime = TimeSpan.FromDays(options.Value.RotateAfterDays);
        var keys = await db.SigningKeys.OrderByDescending(key => key.CreatedAt).ToListAsync(cancellation);
        if (keys.Count == 0 || now - keys[0].CreatedAt >= lifetime)
        {
            keys.Insert(0, Create(now));
            db.Add(keys[0]);
            LogCreated(keys[0].Id);
        }

        // A key can go when its successor has signed for the retirement period.
        var retired = keys.Where((_, at) => at > 0 && now - keys[at - 1].CreatedAt > ActivationDelay + RetirementPeriod).ToList();
        db.RemoveRange(retired);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        var usable = keys.Except(retired).ToList();
        Publish([.. usable.OrderBy(key => now - key.CreatedAt < ActivationDelay && usable.Count > 1)
            .ThenByDescending(key => key.CreatedAt)]);
    }

    private void Publish(List<SigningKey> keys)
    {
        if (keys.Select(key => key.Id.ToString()).SequenceEqual(Current.Select(key => key.KeyId)))
        {
            return;
        }

        Current = [.. keys.Select(Decrypt)];
        serverOptions.TryRemove(Options.DefaultName);
    }

    private SigningKey Create(DateTimeOffset now)
    {
        using var rsa = RSA.Create(2048);
        return new() { Id = Guid.CreateVersion7(now), CreatedAt = now,
            Pem = rsa.ExportEncryptedPkcs8PrivateKeyPem(options.Value.Secret, Protection) };
    }

    private RsaSecurityKey Decrypt(SigningKey key)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromEncryptedPem(key.Pem, options.Value.Secret);
        }
        catch (CryptographicException wrong)
        {
            throw new ServiceDefaults.SettingException(
                $"Identity:Secret cannot decrypt the signing keys in the database. Set the secret that encrypted them. {wrong.Message}");
        }

        return new(rsa) { KeyId = key.Id.ToString() };
    }

    [LoggerMessage(LogLevel.Information, "The gateway created the signing key {Key}.")]
    private partial void LogCreated(Guid key);

    [LoggerMessage(LogLevel.Warning, "The signing keys could not be read. The gateway tries again.")]
    private partial void LogFailed(Exception failure);
}
