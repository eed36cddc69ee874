using Funnel.Messaging;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Imports;

/// <summary>Runs the imports in the background, one <see cref="ImportStep"/> after another.</summary>
/// <remarks>
/// 1. Run steps of some hundred records until nothing is left to do. Then sleep until an import starts.
/// 2. Repeat a step if the database was unavailable, or if a concurrent writer was faster.
/// 3. After another failure process the records one by one. A record that keeps failing becomes an error, and the log has the reason.
/// </remarks>
internal sealed partial class ImportRunner(
    IServiceScopeFactory scopes, ImportStaging staging, TimeProvider clock, ILogger<ImportRunner> log) : BackgroundService
{
    /// <summary>The number of records in a step. Transactions are short, because readers of the journal wait for the oldest one.</summary>
    public const int Records = 500;

    private const int Tries = 3, MostConflicts = 5;
    private static readonly TimeSpan SlowPoll = TimeSpan.FromSeconds(2), Pause = TimeSpan.FromMilliseconds(500),
        BetweenCleanups = TimeSpan.FromHours(1);

    private readonly Signal signal = new();
    private int singleSteps, tries, conflicts;
    private DateTimeOffset lastCleanup;

    /// <summary>Wakes the runner after an import was queued.</summary>
    public void Wake() => signal.Set();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await RunStep(stoppingToken))
                {
                }

                if (clock.GetUtcNow() - lastCleanup > BetweenCleanups)
                {
                    await staging.DeleteAbandoned(lastCleanup = clock.GetUtcNow(), stoppingToken);
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // Wait for the database, or for the faster writer.
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

    /// <returns>Whether more records may be waiting.</returns>
    private async Task<bool> RunStep(CancellationToken cancellation)
    {
        try
        {
            var hasMore = await RunStep(singleSteps > 0 ? 1 : Records, giveUp: false, cancellation);
            (singleSteps, tries, conflicts) = (Math.Max(0, singleSteps - 1), 0, 0);
            return hasMore;
        }
        catch (Exception failure)
            when (failure is not OperationCanceledException && !failure.IsDatabaseAway() && !cancellation.IsCancellationRequested)
        {
            if (IsConflict(failure) && ++conflicts < MostConflicts)
            {
                return true;
            }

            conflicts = 0;
            if (singleSteps == 0)
            {
                LogSingleSteps(failure);
                singleSteps = Records;
                return true;
            }

            if (++tries < Tries)
            {
                return true;
            }

            LogGivenUp(failure);
            (singleSteps, tries) = (singleSteps - 1, 0);
            return await RunStep(1, giveUp: true, cancellation);
        }
    }

    private async Task<bool> RunStep(int most, bool giveUp, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ImportStep>().Run(most, giveUp, cancellation);
    }

    /// <summary>A concurrent writer was faster. After a COPY the database reports the conflict itself.</summary>
    private static bool IsConflict(Exception failure) => (failure as DbUpdateException ?? new DbUpdateException("", failure)).IsConflict();

    [LoggerMessage(LogLevel.Warning, "A step of an import failed and is repeated: {Reason}")]
    private partial void LogFailed(string reason);

    [LoggerMessage(LogLevel.Error, "A step of an import failed; its records are processed one by one")]
    private partial void LogSingleSteps(Exception failure);

    [LoggerMessage(LogLevel.Error, "A record of an import failed and is listed among the errors of the import")]
    private partial void LogGivenUp(Exception failure);
}
