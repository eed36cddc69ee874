using System.Data;
using System.Text.Json;
using Funnel.Messaging;
using Npgsql;

namespace Funnel.Insights.Projections;

/// <summary>
/// Compares each projection with the journals about once a second, on one replica. So reports know how far they are behind.
/// </summary>
/// <remarks>
/// 1. Read the ids of the events after the cursor of a projection. The ids that its facts table lacks go into its table missing, in
///    the transaction that moves the cursor. So each id is read once, and no order or repetition of deliveries matters.
/// 2. Remove from missing the events that have been applied meanwhile. Events are on their way for a moment, so give them a second.
/// 3. Write what is still missing. It is true as of the time at which the journal was read.
/// A rebuild drops these tables together with the facts. Every write names the cursor that it expects, so it has no effect on new tables.
/// </remarks>
internal sealed partial class FreshnessWatch(
    IEnumerable<Projection> projections, SourceJournals journals, NpgsqlDataSource database, ILogger<FreshnessWatch> log)
    : BackgroundService
{
    private const long WatchLock = 0x4652455348; // "FRESH"
    private const int PageSize = 5000;
    private const int Rechecks = 4;

    /// <summary>If a projection lacks this many events, further ids are only counted.</summary>
    private const int MostMissing = 5000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1), OnTheirWay = TimeSpan.FromMilliseconds(250);

    private readonly HashSet<string> silent = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pause = new PeriodicTimer(Interval);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await pause.WaitForNextTickAsync(stoppingToken);
                await CheckOnOneReplica(stoppingToken);
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

    private async Task CheckOnOneReplica(CancellationToken stopping)
    {
        await using var connection = await database.OpenConnectionAsync(stopping);
        await using var take = new NpgsqlCommand($"select pg_try_advisory_lock({WatchLock})", connection);
        if (await take.ExecuteScalarAsync(stopping) is not true)
        {
            return;
        }

        try
        {
            await Check(connection, stopping);
        }
        finally
        {
            if (connection.FullState == ConnectionState.Open)
            {
                await connection.Execute($"select pg_advisory_unlock({WatchLock})", CancellationToken.None);
            }
        }
    }

    private async Task Check(NpgsqlConnection connection, CancellationToken stopping)
    {
        var read = new List<ReadJournal>();
        foreach (var service in SourceJournals.Services)
        {
            try
            {
                read.AddRange(await Read(connection, service, stopping));
                silent.Remove(service);
            }
            catch (Exception failure) when (failure is HttpRequestException or JsonException or OperationCanceledException
                && !stopping.IsCancellationRequested)
            {
                foreach (var projection in projections.Where(projection => projection.Types.Contains(service)))
                {
                    await FreshnessTables.SetSilent(connection, projection, service, stopping);
                }

                if (silent.Add(service))
                {
                    LogSilent(service, failure.Message);
                }
            }
        }

        for (var recheck = 0; recheck < Rechecks; recheck++)
        {
            var missing = 0L;
            foreach (var journal in read.Where(journal => journal.Unread == 0))
            {
                missing += await FreshnessTables.Recheck(connection, journal.Projection, journal.Service, stopping);
            }

            if (missing == 0)
            {
                break;
            }

            await Task.Delay(OnTheirWay, stopping);
        }

        foreach (var journal in read)
        {
            await FreshnessTables.Write(connection, journal, stopping);
        }
    }

    /// <summary>Reads the ids of a service to the end, once for all projections with the same cursor.</summary>
    private async Task<List<ReadJournal>> Read(NpgsqlConnection connection, string service, CancellationToken stopping)
    {
        var read = new List<ReadJournal>();
        var states = new List<(Projection Projection, string Cursor, long Missing)>();
        foreach (var projection in projections.Where(projection => projection.Types.Contains(service)))
        {
            var missing = await FreshnessTables.Recheck(connection, projection, service, stopping);
            states.Add((projection, await FreshnessTables.Cursor(connection, projection, service, stopping), missing));
        }

        foreach (var group in states.Where(state => state.Missing < MostMissing).GroupBy(state => state.Cursor))
        {
            read.AddRange(await ReadTogether(connection, service, group.Key, [.. group.Select(state => state.Projection)], stopping));
        }

        foreach (var (projection, cursor, _) in states.Where(state => state.Missing >= MostMissing))
        {
            read.Add(await CountUnread(service, projection, cursor, stopping));
        }

        return read;
    }

    private async Task<List<ReadJournal>> ReadTogether(
        NpgsqlConnection connection, string service, string cursor, List<Projection> together, CancellationToken stopping)
    {
        var read = new List<ReadJournal>();
        while (together.Count > 0)
        {
            var types = together.SelectMany(projection => projection.Types[service]).Distinct();
            var page = await journals.ReadIds(service, cursor, types, PageSize, stopping);
            foreach (var projection in together.ToList())
            {
                if (await FreshnessTables.Take(connection, projection, service, cursor, page, stopping) is not { } missing)
                {
                    together.Remove(projection);
                }
                else if (missing >= MostMissing)
                {
                    together.Remove(projection);
                    read.Add(await CountUnread(service, projection, page.Next, stopping));
                }
            }

            if (!page.More || page.Next == cursor)
            {
                read.AddRange(together.Select(projection =>
                    new ReadJournal(projection, service, page.Next, page.ReadAt, page.Remaining, null)));
                return read;
            }

            cursor = page.Next;
        }

        return read;
    }

    private async Task<ReadJournal> CountUnread(string service, Projection projection, string cursor, CancellationToken stopping)
    {
        var page = await journals.ReadIds(service, cursor, projection.Types[service], 1, stopping);
        return new(projection, service, cursor, page.ReadAt, page.Events.Count + page.Remaining,
            page.Events.Count == 0 ? null : page.Events[0].RecordedAt);
    }

    [LoggerMessage(LogLevel.Warning, "{Service} cannot be asked for its events, so reports do not know how far they are behind: {Reason}")]
    private partial void LogSilent(string service, string reason);

    [LoggerMessage(LogLevel.Error, "Comparing the projections with the journals failed")]
    private partial void LogFailed(Exception failure);
}

/// <summary>What one reading of a journal found for one projection.</summary>
/// <param name="Cursor">Each earlier event is in the facts table or in missing.</param>
/// <param name="ReadAt">When the journal was read, by the clock of the service.</param>
/// <param name="Unread">Number of events after the cursor that were only counted.</param>
/// <param name="OldestUnread">When the first of them was recorded.</param>
internal sealed record ReadJournal(
    Projection Projection, string Service, string Cursor, DateTimeOffset ReadAt, long Unread, DateTimeOffset? OldestUnread);
