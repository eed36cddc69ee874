using System.Security.Cryptography;
using System.Text;
using Funnel.Idempotency;
using Microsoft.Extensions.Options;

namespace Funnel.Gateway.Identity;

/// <summary>
/// Stores the responses of requests with an idempotency key in the identity database. These responses hold passwords and client
/// secrets. They are encrypted with the secret from the settings, like the signing keys.
/// </summary>
internal sealed class IdempotentIdentityDb(IdentityDb db, Revocations revocations, IOptions<IdentityOptions> options)
    : IdempotentDb(db, TableName)
{
    public const string TableName = "idempotency_keys";

    private const int NonceBytes = 12, TagBytes = 16;

    /// <summary>Makes revocations of the request effective, because they are visible only after the commit.</summary>
    public override Task HasCommitted(CancellationToken cancellation) => revocations.Load(cancellation);

    /// <summary>Encrypts with AES-GCM: nonce, tag, cipher text. The hash of the request is authenticated too.</summary>
    public override byte[] Seal(byte[] body, byte[] requestHash)
    {
        var sealedBody = new byte[NonceBytes + TagBytes + body.Length];
        var nonce = sealedBody.AsSpan(0, NonceBytes);
        var tag = sealedBody.AsSpan(NonceBytes, TagBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(Key(), TagBytes);
        cipher.Encrypt(nonce, body, sealedBody.AsSpan(NonceBytes + TagBytes), tag, requestHash);
        return sealedBody;
    }

    public override byte[] Open(byte[] kept, byte[] requestHash)
    {
        var body = new byte[kept.Length - NonceBytes - TagBytes];
        var nonce = kept.AsSpan(0, NonceBytes);
        var tag = kept.AsSpan(NonceBytes, TagBytes);
        using var cipher = new AesGcm(Key(), TagBytes);
        cipher.Decrypt(nonce, kept.AsSpan(NonceBytes + TagBytes), tag, body, requestHash);
        return body;
    }

    private byte[] Key() => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(options.Value.Secret), outputLength: 32, info: "funnel kept answers"u8.ToArray());
}
