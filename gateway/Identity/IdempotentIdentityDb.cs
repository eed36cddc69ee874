using Funnel.Idempotency;

namespace Funnel.Gateway.Identity;

/// <summary>
/// Stores the responses of requests with an idempotency key in the identity database. These responses hold passwords and client
/// secrets. They are encrypted with the secret from the settings, like the signing keys.
/// </summary>
internal sealed class IdempotentIdentityDb(IdentityDb db, Revocations revocations, IdentitySecret secret)
    : IdempotentDb(db, TableName)
{
    public const string TableName = "idempotency_keys";

    private const string Purpose = "funnel kept answers";

    /// <summary>Makes revocations of the request effective, because they are visible only after the commit.</summary>
    public override Task HasCommitted(CancellationToken cancellation) => revocations.Load(cancellation);

    /// <summary>The hash of the request is authenticated too.</summary>
    public override byte[] Seal(byte[] body, byte[] requestHash) => secret.Seal(body, Purpose, requestHash);

    public override byte[] Open(byte[] kept, byte[] requestHash) => secret.Open(kept, Purpose, requestHash);
}
