using System.Security.Cryptography;
using System.Text;
using Funnel.Idempotency;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;

namespace Funnel.Gateway.Identity;

/// <summary>
/// The identity database under an idempotency key. Its answers hold passwords and secrets, which are shown to nobody but
/// to who asked for them under that key: they lie sealed by the secret of the settings, as the signing keys do.
/// </summary>
internal sealed class KeyedIdentities(IdentityDb db, Revocations revocations, IOptions<IdentityOptions> options) : IdempotentDb(db, Answers)
{
    public const string Answers = "idempotency_keys";

    private const int NonceBytes = 12, TagBytes = 16;

    /// <summary>What was revoked under the key ends now, when others can see it.</summary>
    public override Task HasCommitted(CancellationToken cancellation) => revocations.Load(cancellation);

    /// <summary>Nonce, tag, cipher text; bound to the request that it answers.</summary>
    public override byte[] Seal(byte[] body, byte[] requestHash)
    {
        var kept = new byte[NonceBytes + TagBytes + body.Length];
        RandomNumberGenerator.Fill(kept.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(Key(), TagBytes);
        cipher.Encrypt(kept.AsSpan(0, NonceBytes), body, kept.AsSpan(NonceBytes + TagBytes), kept.AsSpan(NonceBytes, TagBytes), requestHash);
        return kept;
    }

    public override byte[] Open(byte[] kept, byte[] requestHash)
    {
        var body = new byte[kept.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(Key(), TagBytes);
        cipher.Decrypt(kept.AsSpan(0, NonceBytes), kept.AsSpan(NonceBytes + TagBytes), kept.AsSpan(NonceBytes, TagBytes), body, requestHash);
        return body;
    }

    private byte[] Key() => HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(options.Value.Secret), outputLength: 32, info: "funnel kept answers"u8.ToArray());
}

/// <summary>
/// A use case's transaction: its own, or the one that keeps its answer under an idempotency key and ends with that. A
/// refusal is such an answer and is committed too: refuse before the first write.
/// </summary>
internal sealed class Unit(IDbContextTransaction? own) : IAsyncDisposable
{
    public static async Task<Unit> Begin(IdentityDb db, CancellationToken cancellation) =>
        new(db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(cancellation) : null);

    public Task Commit(CancellationToken cancellation) => own?.CommitAsync(cancellation) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => own?.DisposeAsync() ?? ValueTask.CompletedTask;
}
