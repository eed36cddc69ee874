using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Funnel.Idempotency;

/// <summary>The database of a request with an idempotency key: the change and the stored answer commit together.</summary>
/// <param name="db">The context of the request.</param>
/// <param name="table">The table of the stored answers. services/Messaging/Schema/003_idempotency.sql has its columns.</param>
public abstract class IdempotentDb(DbContext db, string table)
{
    public DbContext Db => db;

    public string Table => table;

    /// <summary>Tells the connection in whose transaction the use case runs; null when it has ended.</summary>
    public virtual void RunsIn(NpgsqlConnection? transaction)
    {
    }

    /// <summary>Called after the transaction has committed.</summary>
    public virtual Task HasCommitted(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Encrypts the body of an answer before it is stored. Override it if answers contain secrets.</summary>
    public virtual byte[] Seal(byte[] body, byte[] requestHash) => body;

    /// <summary>Decrypts the body of a stored answer.</summary>
    public virtual byte[] Open(byte[] kept, byte[] requestHash) => kept;
}
