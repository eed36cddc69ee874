using System.Diagnostics;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Funnel.Messaging.Timers;

/// <summary>Runs the due timers, on any replica, each in the transaction of its effect.</summary>
/// <remarks>
/// 1. Take a batch of due timers and run it in one transaction. If that fails, run each timer alone, and postpone those that
///    still fail.
/// 2. Sleep until the next timer is due, at most five seconds, because another replica may have set timers and stopped. An
///    earlier timer of this process wakes the runner. The runner reads the clock of the service twice a second, because the
///    clock may be set meanwhile.
/// </remarks>
internal sealed partial class TimerRunner(
    IEnumerable<TimerName> registered, IServiceScopeFactory scopes, NpgsqlDataSource database, Outbox outbox, ILogger<TimerRunner> log)
    : BackgroundService
{
    private const int Batch = 100;
    private const int Tries = 3;
    private static readonly TimeSpan SlowPoll = TimeSpan.FromSeconds(5), Tick = TimeSpan.FromMilliseconds(500),
        Shortest = TimeSpan.FromMilliseconds(50);

    private readonly string[] names = [.. registered.Select(name => name.Value).Distinct()];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (names.Length > 0 && !stoppingToken.IsCancellationRequested)
        {
            DateTimeOffset? next = null;
            try
            {
                outbox.Due.ForgetNext();
                while (await RunBatch(stoppingToken) > 0)
                {
                }

                next = await TimerTable.Next(database, names, stoppingToken);
                outbox.Due.RememberNext(next);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(failure);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Sleep(next, stoppingToken);
        }
    }

    private async Task Sleep(DateTimeOffset? next, CancellationToken stopping)
    {
        var slept = Stopwatch.StartNew();
        bool isOver;
        do
        {
            var wait = next - outbox.Clock.GetUtcNow() ?? Tick;
            // Another replica has taken the timers that are due now and were not taken here.
            isOver = await outbox.Due.Wait(wait < Shortest ? Shortest : wait > Tick ? Tick : wait, stopping)
                || next <= outbox.Clock.GetUtcNow() || slept.Elapsed > SlowPoll;
        }
        while (!isOver && !stopping.IsCancellationRequested);
    }

    private async Task<int> RunBatch(CancellationToken stopping)
    {
        var taken = new List<DueTimer>();
        try
        {
            await Run(taken, null, stopping);
        }
        catch (Exception failure) when (taken.Count > 0 && !stopping.IsCancellationRequested)
        {
            LogAlone(failure, taken.Count);
            foreach (var timer in taken)
            {
                await RunAlone(timer, stopping);
            }
        }

        return taken.Count;
    }

    private async Task RunAlone(DueTimer timer, CancellationToken stopping)
    {
        try
        {
            await Retry.OnLostRace(() => Run([], timer, stopping), lost => lost is DbUpdateException && lost.IsConflict(), stopping, Tries);
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            LogPostponed(failure, timer.Name, timer.Subject);
            await TimerTable.Postpone(database, timer, failure.InShort(), outbox.Clock.GetUtcNow(), stopping);
        }
    }

    /// <param name="taken">Receives the timers that were taken, also if running them fails.</param>
    /// <param name="only">The only timer to run; without it, a batch.</param>
    /// <param name="stopping">Cancelled when the service stops.</param>
    /// <returns>The number of timers that were run.</returns>
    private async Task<int> Run(List<DueTimer> taken, DueTimer? only, CancellationToken stopping)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(stopping);
        var due =
            await TimerTable.Take((NpgsqlConnection)db.Database.GetDbConnection(), names, outbox.Clock.GetUtcNow(), Batch, only, stopping);
        taken.AddRange(due);
        // One instance for each name, also if a class is registered as transient: Expect and WhenDue share what was loaded.
        var reactions = due.Select(timer => timer.Name).Distinct()
            .ToDictionary(name => name, name => scope.ServiceProvider.GetRequiredKeyedService<IWhenDue>(name));
        foreach (var batch in due.GroupBy(timer => timer.Name))
        {
            await reactions[batch.Key].Expect([.. batch.Select(timer => timer.Subject)], stopping);
        }

        foreach (var timer in due)
        {
            using var activity = Telemetry.Run(timer.Name, timer.Subject);
            await reactions[timer.Name].WhenDue(timer.Subject, timer.DueAt, stopping);
        }

        if (due.Count > 0)
        {
            db.HaveRun(due);
            await db.SaveChangesAsync(stopping);
            await transaction.CommitAsync(stopping);
            db.HasCommitted();
        }

        return due.Count;
    }

    [LoggerMessage(LogLevel.Warning, "Running the timers failed; they are tried again")]
    private partial void LogFailed(Exception failure);

    [LoggerMessage(LogLevel.Information, "One of {Count} timers failed; each runs alone now")]
    private partial void LogAlone(Exception failure, int count);

    [LoggerMessage(LogLevel.Error, "Timer {Name} of {Subject} failed; it is tried again later")]
    private partial void LogPostponed(Exception failure, string name, Guid subject);
}
