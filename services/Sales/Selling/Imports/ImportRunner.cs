using Funnel.Messaging;
using Funnel.Sales.Pipeline;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Funnel.Sales.Imports;

/// <summary>Takes imports in, the oldest first, on one replica at a time.</summary>
/// <remarks>
/// 1. Take the runner's lock; look up the oldest import that waits. Where it is its turn now, mark what repeats a key, and commit that.
/// 2. Take the intake's lock, which batches hold too, and its next few hundred records in, and commit them with the position behind
///    them: whoever goes on, here or elsewhere, after whatever crash, begins there.
/// 3. Where the database was away, or another writer was faster, it is done again. What fails for a reason that we do not know
///    is done record by record, so that one harms no other: it stands among the errors, and in the log.
/// </remarks>
internal sealed partial class ImportRunner(IServiceScopeFactory scopes, ImportStaging staging, TimeProvider clock, ILogger<ImportRunner> log) : BackgroundService
{
    /// <summary>Short transactions: the journal's readers wait for the oldest.</summary>
    public const int Records = 500;

    private const int Tries = 3, MostConflicts = 5;
    private const long RunnerLock = 0x494D504F5254; // "IMPORT"
    private static readonly TimeSpan SlowPoll = TimeSpan.FromSeconds(2), Pause = TimeSpan.FromMilliseconds(500), BetweenSweeps = TimeSpan.FromHours(1);

    private readonly Signal signal = new();
    private int alone, tries, conflicts;
    private DateTimeOffset swept;

    /// <summary>There is an import.</summary>
    public void Ring() => signal.Set();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await TakeChunk(stoppingToken))
                {
                }

                if (clock.GetUtcNow() - swept > BetweenSweeps)
                {
                    await staging.Sweep(swept = clock.GetUtcNow(), stoppingToken);
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // Nothing to do but wait for the database, or for whoever was faster.
                LogFailed(failure.InShort());
                await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await signal.Wait(SlowPoll, stoppingToken);
        }
    }

    /// <returns>Whether there may be more to do.</returns>
    private async Task<bool> TakeChunk(CancellationToken cancellation)
    {
        try
        {
            var taken = await TakeChunk(alone > 0 ? 1 : Records, isHopeless: false, cancellation);
            (alone, tries) = (alone > 0 ? alone - 1 : 0, 0);
            conflicts = 0;
            return taken;
        }
        catch (Exception failure) when (failure is not OperationCanceledException && !failure.IsDatabaseAway() && !cancellation.IsCancellationRequested)
        {
            if (IsConflict(failure) && ++conflicts < MostConflicts)
            {
                return true;
            }

            conflicts = 0;
            if (alone == 0)
            {
                LogAlone(failure);
                alone = Records;
                return true;
            }

            if (++tries < Tries)
            {
                return true;
            }

            LogGivenUp(failure);
            (alone, tries) = (alone - 1, 0);
            return await TakeChunk(1, isHopeless: true, cancellation);
        }
    }

    /// <param name="isHopeless">The record is one of the errors, and is not tried again.</param>
    private async Task<bool> TakeChunk(int most, bool isHopeless, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SalesDb>();
        if (!await db.Imports.AnyAsync(import => import.State == ImportState.Queued || import.State == ImportState.Running, cancellation))
        {
            return false;
        }

        var hasTaken = false;
        await db.InTransaction(async () => hasTaken = await TakeChunk(db, most, isHopeless, cancellation), cancellation);
        return hasTaken;
    }

    private async Task<bool> TakeChunk(SalesDb db, int most, bool isHopeless, CancellationToken cancellation)
    {
        if (!await db.Database.SqlQuery<bool>($"select pg_try_advisory_xact_lock({RunnerLock}) as \"Value\"").SingleAsync(cancellation))
        {
            return false;
        }

        if (await db.Imports.Where(import => import.State == ImportState.Queued || import.State == ImportState.Running)
            .OrderBy(import => import.Id).FirstOrDefaultAsync(cancellation) is not { } import)
        {
            return false;
        }

        if (import.State == ImportState.Queued)
        {
            await RepeatedKeys.Mark(db, import, cancellation);
            import.Start(clock.GetUtcNow());
            await db.SaveChangesAsync(cancellation);
            return true;
        }

        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({CreateOpportunities.IntakeLock})", cancellation);
        var now = clock.GetUtcNow();
        var records = await db.ImportRecords.AsNoTracking().Where(record => record.ImportId == import.Id && record.Number > import.Position)
            .OrderBy(record => record.Number).Take(most).ToListAsync(cancellation);
        if (isHopeless && records is [var hopeless])
        {
            db.Add(ImportError.Of(hopeless, null, ImportRefusals.NoReason.Code, ImportRefusals.NoReason.Title));
            import.Advance(hopeless.Number, 0, 0, 0, 1);
        }
        else if (records.Count > 0)
        {
            await new ImportChunk(db, import, now).Take(records, cancellation);
        }

        if (records.Count < most)
        {
            import.Finish(now);
        }

        await db.SaveByCopy(cancellation);
        var done = import.Position;
        await db.ImportRecords.Where(record => record.ImportId == import.Id && record.Number <= done).ExecuteDeleteAsync(cancellation);
        return true;
    }

    /// <summary>Another writer was faster; by COPY, the database says so itself.</summary>
    private static bool IsConflict(Exception failure) => (failure as DbUpdateException ?? new DbUpdateException("", failure)).IsConflict();

    [LoggerMessage(LogLevel.Warning, "Taking an import in failed; trying again: {Reason}")]
    private partial void LogFailed(string reason);

    [LoggerMessage(LogLevel.Error, "Some records of an import failed together; taking each alone")]
    private partial void LogAlone(Exception failure);

    [LoggerMessage(LogLevel.Error, "A record of an import failed alone; it is among its errors")]
    private partial void LogGivenUp(Exception failure);
}
