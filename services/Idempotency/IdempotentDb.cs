using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Funnel.Idempotency;

/// <summary>A request's database as its idempotency key sees it: where the change and the answer commit together.</summary>
/// <param name="table">Where the answers are; see services/Messaging/Schema/003_idempotency.sql for its columns.</param>
public abstract class IdempotentDb(DbContext db, string table)
{
    public DbContext Db => db;

    public string Table => table;

    /// <summary>The use case runs in this transaction now; null: no more.</summary>
    public virtual void RunsIn(NpgsqlConnection? transaction)
    {
    }

    public virtual Task HasCommitted(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>How an answer's body lies in the table. What holds secrets must not lie there as it is.</summary>
    public virtual byte[] Seal(byte[] body, byte[] requestHash) => body;

    public virtual byte[] Open(byte[] kept, byte[] requestHash) => kept;
}
