using Funnel.Messaging;
using Npgsql;

namespace Funnel.Insights.Projections;

/// <summary>Empties the tables and lets the services publish all events again to the queues of the projections.</summary>
/// <remarks>
/// 1. Empty the live tables while no event is applied. From now on, reports show the events that have arrived again.
/// 2. Request a replay to each queue from each service, and wait until all events are published.
/// 3. Read the journals page by page, and wait until every event is in the tables. The length of a queue does not show this, because
///    an event that is being applied is in no queue.
/// </remarks>
internal sealed class RebuildFromBus(SourceJournals journals)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>If no event arrives for this long, the missing events are assumed to be dead letters.</summary>
    private static readonly TimeSpan StallTimeout = TimeSpan.FromSeconds(60);

    public async Task Run(NpgsqlConnection connection, IReadOnlyList<Projection> projections, ReportProgress report,
        CancellationToken cancellation)
    {
        await Empty(connection, projections, cancellation);
        var replays = new List<(string Service, Guid Id)>();
        foreach (var service in SourceJournals.Services)
        {
            foreach (var projection in projections)
            {
                replays.Add((service, (await journals.RequestReplay(service, projection.Queue, cancellation)).Id));
            }
        }

        foreach (var (service, id) in replays)
        {
            await AwaitReplay(service, id, report, cancellation);
        }

        foreach (var service in SourceJournals.Services)
        {
            await AwaitApplied(connection, projections, service, report, cancellation);
        }
    }

    private static async Task Empty(NpgsqlConnection connection, IReadOnlyList<Projection> projections, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.Execute($"select pg_advisory_xact_lock({ProjectionWriter.Lock})", cancellation);
        foreach (var projection in projections)
        {
            await ProjectionSchemas.Create(connection, projection, projection.Name, cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    private async Task AwaitReplay(string service, Guid id, ReportProgress report, CancellationToken cancellation)
    {
        for (long seen = 0; ;)
        {
            var replay = await journals.GetReplay(service, id, cancellation);
            await report($"{service} publishes to {replay.Queue}", replay.Published - seen);
            seen = replay.Published;
            if (replay.Finished)
            {
                return;
            }

            await Task.Delay(PollInterval, cancellation);
        }
    }

    private async Task AwaitApplied(
        NpgsqlConnection connection, IReadOnlyList<Projection> projections, string service, ReportProgress report,
        CancellationToken cancellation)
    {
        string? cursor = null;
        SourcePage page;
        do
        {
            page = await journals.Read(service, cursor, cancellation);
            cursor = page.Next;
            foreach (var projection in projections)
            {
                await report($"waiting until {projection.Name} has applied the events of {service}", 0);
                await AwaitApplied(connection, projection, page.Events, cancellation);
            }
        }
        while (page.More);
    }

    /// <exception cref="TimeoutException">Some events do not arrive.</exception>
    private static async Task AwaitApplied(
        NpgsqlConnection connection, Projection projection, IReadOnlyList<CloudEvent> page, CancellationToken cancellation)
    {
        var waited = TimeSpan.Zero;
        for (var before = long.MaxValue; ;)
        {
            var missing = await Missing(connection, projection, [.. page.Where(projection.Hears)], cancellation);
            if (missing == 0)
            {
                return;
            }

            waited = missing < before ? TimeSpan.Zero : waited + PollInterval;
            before = missing;
            if (waited > StallTimeout)
            {
                throw new TimeoutException(
                    $"{missing} events do not arrive in {projection.Name}. See the dead letters of {projection.Queue}.");
            }

            await Task.Delay(PollInterval, cancellation);
        }
    }

    private static async Task<long> Missing(
        NpgsqlConnection connection, Projection projection, IReadOnlyList<CloudEvent> events, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select count(*) from unnest($1) as published (event_id)
            where not exists (select from {projection.Name}.{projection.Facts} facts where facts.event_id = published.event_id)
            """, connection)
        {
            Parameters = { new() { Value = events.Select(envelope => envelope.Id).ToArray() } },
        };
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
