using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Funnel.Messaging;

/// <summary>Saves many new rows and their facts past EF Core: one statement for each table, one round trip, one transaction.</summary>
/// <remarks>
/// Rows that were known already are changed as tracked entities, because their row version guards them. If there are any, or if
/// the request has a transaction of its own, everything shares that transaction.
/// </remarks>
/// <param name="lockTimeout">The longest wait for a row that another writer has locked. Without it, the wait has no limit.</param>
public sealed class BulkSave(MessagingDb db, Outbox outbox, BulkInsert insert, TimeSpan? lockTimeout = null)
{
    private readonly List<Func<NpgsqlBatchCommand>> inserts = [];

    /// <summary>Adds new rows of a table. The tables are written in the order in which they are added.</summary>
    public void Add<T>(IReadOnlyList<T> rows) where T : class
    {
        if (rows.Count > 0)
        {
            inserts.Add(() => insert.Into(rows));
        }
    }

    /// <summary>Adds facts to the journal, in their order.</summary>
    public void Publish(IReadOnlyList<CloudEvent> facts)
    {
        if (facts.Count > 0)
        {
            inserts.Add(() => insert.Append(facts));
        }
    }

    /// <exception cref="DbUpdateException">Another writer was faster. Nothing was written.</exception>
    public async Task Save(CancellationToken cancellation)
    {
        var hasChanges = db.ChangeTracker.HasChanges();
        if (!hasChanges && inserts.Count == 0)
        {
            return;
        }

        try
        {
            await (hasChanges || db.Database.CurrentTransaction is not null ? SaveTogether(cancellation) : Write(cancellation));
        }
        catch (PostgresException rival) when (rival.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected)
        {
            throw new DbUpdateException("Another writer was faster.", rival);
        }

        db.AfterCommit(outbox.Wake);
    }

    private string? LockTimeout =>
        lockTimeout is { } limit ? $"select set_config('lock_timeout', '{limit.TotalMilliseconds}', true)" : null;

    private async Task SaveTogether(CancellationToken cancellation)
    {
        if (db.Database.CurrentTransaction is { } around)
        {
            // The owner of the transaction may try again in it.
            await around.CreateSavepointAsync(nameof(BulkSave), cancellation);
            try
            {
                await db.SaveChangesAsync(cancellation);
                await Write(cancellation);
            }
            catch (Exception)
            {
                await around.RollbackToSavepointAsync(nameof(BulkSave), CancellationToken.None);
                throw;
            }

            return;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if (LockTimeout is { } timeout)
        {
            await db.Database.ExecuteSqlRawAsync(timeout, cancellation);
        }

        await db.SaveChangesAsync(cancellation);
        await Write(cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private async Task Write(CancellationToken cancellation)
    {
        if (inserts.Count == 0)
        {
            return;
        }

        await db.Database.OpenConnectionAsync(cancellation);
        try
        {
            await using var batch = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection());
            if (LockTimeout is { } timeout)
            {
                batch.BatchCommands.Add(new(timeout));
            }

            inserts.ForEach(command => batch.BatchCommands.Add(command()));
            await batch.ExecuteNonQueryAsync(cancellation);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }
}
