using Funnel.Sales.Pipeline;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Imports;

/// <summary>One step of the oldest import, in one transaction, on one replica at a time.</summary>
/// <remarks>
/// 1. Take the lock of the runner, and find the oldest import that is not finished. If it is queued, mark duplicate keys and start it.
/// 2. Otherwise take the lock of the intake, which batches take too, and process the next records. The records' effects and the import's
///    position commit together, so that after a crash any replica goes on with the next record.
/// </remarks>
internal sealed class ImportStep(SalesDb db, DealClosing closing, TimeProvider clock)
{
    private const long RunnerLock = 0x494D504F5254; // "IMPORT"
    private const string BeforeTrial = "before_trial";

    /// <param name="most">The maximum number of records.</param>
    /// <param name="giveUp">Whether the next record becomes an error instead of being processed.</param>
    /// <returns>Whether more records may be waiting.</returns>
    public async Task<bool> Run(int most, bool giveUp, CancellationToken cancellation)
    {
        if (!await Unfinished.AnyAsync(cancellation))
        {
            return false;
        }

        var hasRun = false;
        await db.InTransaction(async () => hasRun = await RunLocked(most, giveUp, cancellation), cancellation);
        return hasRun;
    }

    private IQueryable<Import> Unfinished =>
        db.Imports.Where(import => import.State == ImportState.Queued || import.State == ImportState.Running);

    private async Task<bool> RunLocked(int most, bool giveUp, CancellationToken cancellation)
    {
        if (!await db.Database.SqlQuery<bool>($"select pg_try_advisory_xact_lock({RunnerLock}) as \"Value\"").SingleAsync(cancellation))
        {
            return false;
        }

        if (await Unfinished.OrderBy(import => import.Id).FirstOrDefaultAsync(cancellation) is not { } import)
        {
            return false;
        }

        if (import.State == ImportState.Queued)
        {
            await DuplicateKeys.Mark(db, import, cancellation);
            import.Start(clock.GetUtcNow());
            await db.SaveChangesAsync(cancellation);
            return true;
        }

        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({CreateOpportunities.IntakeLock})", cancellation);
        var done = import.Plan.IsDryRun
            ? await Try(import, most, giveUp, cancellation)
            : await Process(import, most, giveUp, cancellation);
        await db.SaveByCopy(cancellation);
        await db.ImportRecords.Where(record => record.ImportId == import.Id && record.Number <= done).ExecuteDeleteAsync(cancellation);
        return true;
    }

    /// <summary>
    /// Processes the records as an import does, down to the constraints of the database, and takes everything back but the numbers and the
    /// errors. Records of the next step do not find what this step would have added.
    /// </summary>
    private async Task<int> Try(Import import, int most, bool giveUp, CancellationToken cancellation)
    {
        var transaction = db.Database.CurrentTransaction!;
        await transaction.CreateSavepointAsync(BeforeTrial, cancellation);
        var (added, changed, unchanged, failed) = (import.Added, import.Changed, import.Unchanged, import.Failed);
        var done = await Process(import, most, giveUp, cancellation);
        List<ImportError> errors = [.. db.ChangeTracker.Entries<ImportError>().Select(entry => entry.Entity)];
        await db.SaveByCopy(cancellation);
        await transaction.RollbackToSavepointAsync(BeforeTrial, cancellation);
        db.ChangeTracker.Clear();
        var counted = await db.Imports.SingleAsync(one => one.Id == import.Id, cancellation);
        counted.Advance(done, import.Added - added, import.Changed - changed, import.Unchanged - unchanged, import.Failed - failed);
        if (import.IsOver)
        {
            counted.Finish(import.EndedAt!.Value);
        }

        db.AddRange(errors);
        return done;
    }

    /// <returns>The number of the last processed record.</returns>
    private async Task<int> Process(Import import, int most, bool giveUp, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var records = await db.ImportRecords.AsNoTracking().Where(record => record.ImportId == import.Id && record.Number > import.Position)
            .OrderBy(record => record.Number).Take(most).ToListAsync(cancellation);
        if (giveUp && records is [var failing])
        {
            db.Add(ImportError.Of(failing, 1, null, null, ImportRefusals.NoReason));
            import.Advance(failing.Number, 0, 0, 0, 1);
        }
        else if (records.Count > 0)
        {
            await new ImportChunk(db, closing, import, now).Process(records, cancellation);
        }

        if (records.Count < most)
        {
            import.Finish(now);
        }

        return import.Position;
    }
}
