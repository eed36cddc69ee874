using System.Diagnostics;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Funnel.Messaging.Timers;

/// <summary>Runs the timers that are due, on any replica, each in the transaction of its effect.</summary>
/// <remarks>
/// 1. Take a batch that is due and run it in one transaction. Where that fails, run each alone; put off what still fails.
/// 2. Sleep until the next one is due, five seconds at most, for what another replica set and did not live to run. Timers
///    set by this process wake it where they are earlier. The service's clock is looked at twice a second, because it may
///    be set while this sleeps.
/// </remarks>
internal sealed partial class TimerRunner(
    IEnumerable<TimerName> registered, IServiceScopeFactory scopes, NpgsqlDataSource database, Outbox outbox, ILogger<TimerRunner> log) : BackgroundService
{
    private const int Batch = 100;
    private const int Tries = 3;
    private static readonly TimeSpan SlowPoll = TimeSpan.FromSeconds(5), Tick = TimeSpan.FromMilliseconds(500), Shortest = TimeSpan.FromMilliseconds(50);

    private readonly string[] names = [.. registered.Select(name => name.Value).Distinct()];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (names.Length > 0 && !stoppingToken.IsCancellationRequested)
        {
            DateTimeOffset? next = null;
            try
            {
                outbox.Due.KnowNothing();
                while (await RunBatch(stoppingToken) > 0)
                {
                }

                next = await TimerTable.Next(database, names, stoppingToken);
                outbox.Due.Know(next);
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
            // One that is due now and was not taken is in another replica's hands.
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
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await Run([], timer, stopping);
                return;
            }
            catch (DbUpdateException lost) when (lost.IsConflict() && attempt < Tries)
            {
                await Task.Delay(Random.Shared.Next(5, 20 * attempt), stopping);
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                LogPutOff(failure, timer.Name, timer.Subject);
                await TimerTable.Postpone(database, timer, failure.InShort(), outbox.Clock.GetUtcNow(), stopping);
                return;
            }
        }
    }

    /// <param name="taken">Is told what was taken, for the case that it fails.</param>
    private async Task Run(List<DueTimer> taken, DueTimer? only, CancellationToken stopping)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(stopping);
        var due = await TimerTable.Take((NpgsqlConnection)db.Database.GetDbConnection(), names, outbox.Clock.GetUtcNow(), Batch, only, stopping);
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
    }

    [LoggerMessage(LogLevel.Warning, "Running the timers failed; trying again")]
    private partial void LogFailed(Exception failure);

    [LoggerMessage(LogLevel.Information, "One of {Count} timers failed; running each alone")]
    private partial void LogAlone(Exception failure, int count);

    [LoggerMessage(LogLevel.Error, "The timer {Name} of {Subject} failed; trying again later")]
    private partial void LogPutOff(Exception failure, string name, Guid subject);
}
