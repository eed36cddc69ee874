using Funnel.Messaging;
using Npgsql;

namespace Funnel.Insights.Projections;

/// <summary>Empties the tables and has the services publish their past again to the projections' queues.</summary>
/// <remarks>
/// 1. Empty the live tables while no fold runs. From here on reports show what has come back so far.
/// 2. Ask each service for a replay to each queue, and follow the replays until they are published.
/// 3. Published is not applied: walk the journals and wait, page by page, until every event is in the tables. The queues'
///    lengths would not tell: an event that is being folded is in none.
/// </remarks>
internal sealed class RebuildFromBus(SourceJournals journals)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>How long nothing may arrive before the rest counts as lost to the dead letters.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public async Task Run(NpgsqlConnection connection, IReadOnlyList<Projection> projections, ReportProgress report, CancellationToken cancellation)
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
            await Follow(service, id, report, cancellation);
        }

        foreach (var service in SourceJournals.Services)
        {
            await AwaitApplied(connection, projections, service, report, cancellation);
        }
    }

    private static async Task Empty(NpgsqlConnection connection, IReadOnlyList<Projection> projections, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.Execute($"select pg_advisory_xact_lock({Folding.Lock})", cancellation);
        foreach (var projection in projections)
        {
            await ProjectionSchemas.Make(connection, projection, projection.Name, cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    private async Task Follow(string service, Guid id, ReportProgress report, CancellationToken cancellation)
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

            await Task.Delay(Pause, cancellation);
        }
    }

    private async Task AwaitApplied(
        NpgsqlConnection connection, IReadOnlyList<Projection> projections, string service, ReportProgress report, CancellationToken cancellation)
    {
        string? cursor = null;
        SourcePage page;
        do
        {
            page = await journals.Read(service, cursor, cancellation);
            cursor = page.Next;
            foreach (var projection in projections)
            {
                await report($"waiting for {projection.Name} to take in the events of {service}", 0);
                await AwaitApplied(connection, projection, page.Events, cancellation);
            }
        }
        while (page.More);
    }

    /// <exception cref="TimeoutException">Some events do not arrive.</exception>
    private static async Task AwaitApplied(NpgsqlConnection connection, Projection projection, IReadOnlyList<CloudEvent> page, CancellationToken cancellation)
    {
        var waited = TimeSpan.Zero;
        for (var before = long.MaxValue; ;)
        {
            var missing = await Missing(connection, projection, [.. page.Where(projection.Hears)], cancellation);
            if (missing == 0)
            {
                return;
            }

            waited = missing < before ? TimeSpan.Zero : waited + Pause;
            before = missing;
            if (waited > Patience)
            {
                throw new TimeoutException($"{missing} events do not arrive in {projection.Name}: see the dead letters of {projection.Queue}.");
            }

            await Task.Delay(Pause, cancellation);
        }
    }

    private static async Task<long> Missing(NpgsqlConnection connection, Projection projection, IReadOnlyList<CloudEvent> events, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select count(*) from unnest($1) as published (event_id)
            where not exists (select from {projection.Name}.{projection.Facts} facts where facts.event_id = published.event_id)
            """, connection)
        {
            Parameters = { new() { Value = events.Ids() } },
        };
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
