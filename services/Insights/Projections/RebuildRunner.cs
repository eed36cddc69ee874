using System.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Funnel.Insights.Projections;

/// <summary>Runs the requested rebuild on one replica.</summary>
/// <remarks>
/// The replica that holds the rebuild lock (a lock of its database session) runs the rebuild. If a rebuild was started, still has the
/// state running, and the lock is free, then the process that ran it has ended.
/// </remarks>
internal sealed partial class RebuildRunner(
    NpgsqlDataSource database, IServiceScopeFactory scopes, IEnumerable<Projection> projections,
    RebuildFromJournal fromJournal, RebuildFromBus fromBus, TimeProvider clock, ILogger<RebuildRunner> log) : BackgroundService
{
    private const long RebuildLock = 0x52454255494C44; // "REBUILD"

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await pause.WaitForNextTickAsync(stoppingToken);
                await RunNext(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(failure);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task RunNext(CancellationToken stopping)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<InsightsDb>();
        if (!await db.Rebuilds.AnyAsync(requested => requested.State == RebuildState.Running, stopping))
        {
            return;
        }

        await using var connection = await database.OpenConnectionAsync(stopping);
        await using var take = new NpgsqlCommand($"select pg_try_advisory_lock({RebuildLock})", connection);
        if (await take.ExecuteScalarAsync(stopping) is not true)
        {
            return;
        }

        try
        {
            await RunNext(connection, db, stopping);
        }
        finally
        {
            if (connection.FullState == ConnectionState.Open)
            {
                await connection.Execute($"select pg_advisory_unlock({RebuildLock})", CancellationToken.None);
            }
        }
    }

    private async Task RunNext(NpgsqlConnection connection, InsightsDb db, CancellationToken stopping)
    {
        if (await db.Rebuilds.FirstOrDefaultAsync(requested => requested.State == RebuildState.Running, stopping) is not { } rebuild)
        {
            return;
        }

        if (rebuild.StartedAt is not null)
        {
            rebuild.Interrupt(clock.GetUtcNow());
            await db.SaveChangesAsync(stopping);
            return;
        }

        rebuild.Start(clock.GetUtcNow());
        await db.SaveChangesAsync(stopping);
        await Run(connection, db, rebuild, stopping);
    }

    private async Task Run(NpgsqlConnection connection, InsightsDb db, Rebuild rebuild, CancellationToken stopping)
    {
        var wanted = projections.Where(projection => rebuild.Projections.Contains(projection.Name)).ToList();
        try
        {
            await (rebuild.From == RebuildSource.Journal
                ? fromJournal.Run(connection, wanted, Report, stopping)
                : fromBus.Run(connection, wanted, Report, stopping));
            rebuild.Finish(clock.GetUtcNow());
            LogDone(string.Join(", ", rebuild.Projections), rebuild.RowsRead);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            rebuild.Interrupt(clock.GetUtcNow());
        }
        catch (Exception failure)
        {
            LogFailed(failure);
            rebuild.Fail(failure.Message, clock.GetUtcNow());
        }

        await db.SaveChangesAsync(CancellationToken.None);

        Task Report(string step, long rowsMore)
        {
            rebuild.Progress(step, rebuild.RowsRead + rowsMore);
            return db.SaveChangesAsync(stopping);
        }
    }

    [LoggerMessage(LogLevel.Information, "Rebuilt {Projections} from {Rows} events")]
    private partial void LogDone(string projections, long rows);

    [LoggerMessage(LogLevel.Error, "A rebuild failed")]
    private partial void LogFailed(Exception failure);
}
