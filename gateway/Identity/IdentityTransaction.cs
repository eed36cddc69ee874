using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Funnel.Gateway.Identity;

/// <summary>
/// The transaction of a use case. A request with an idempotency key already runs in the transaction that stores its response. The use
/// case then joins that transaction, which also commits after a refusal. So a use case must refuse before its first write.
/// </summary>
internal sealed class IdentityTransaction(IDbContextTransaction? own) : IAsyncDisposable
{
    public static async Task<IdentityTransaction> BeginOrJoin(IdentityDb db, CancellationToken cancellation) =>
        new(db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(cancellation) : null);

    public Task Commit(CancellationToken cancellation) => own?.CommitAsync(cancellation) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => own?.DisposeAsync() ?? ValueTask.CompletedTask;
}
