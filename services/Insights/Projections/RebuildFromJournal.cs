using Npgsql;

namespace Funnel.Insights.Projections;

/// <summary>Builds new tables from the journals beside the old tables, and then swaps them.</summary>
/// <remarks>
/// 1. Create empty tables in the next schemas of the projections.
/// 2. Read every journal to its end, page by page, until a round over all services finds no further page.
/// 3. Take the lock, which stops the writers. Read the remaining events, swap the tables, and release the lock. Every event in the old
///    tables is in a journal, so none is missing in the new tables.
/// All steps use the connection that holds the rebuild lock: if the connection breaks, the lock is lost and no swap can happen.
/// </remarks>
internal sealed class RebuildFromJournal(SourceJournals journals, TimeProvider clock)
{
    public async Task Run(NpgsqlConnection connection, IReadOnlyList<Projection> projections, ReportProgress report,
        CancellationToken cancellation)
    {
        foreach (var projection in projections)
        {
            await ProjectionSchemas.Create(connection, projection, projection.NextSchema, cancellation);
        }

        var cursors = new Dictionary<string, string>();
        bool more;
        do
        {
            more = await ReadRound(connection, projections, cursors, report, cancellation);
        }
        while (more);

        await Analyze(connection, projections, cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.Execute($"select pg_advisory_xact_lock({ProjectionWriter.Lock})", cancellation);
        await ReadRound(connection, projections, cursors, report, cancellation);
        foreach (var projection in projections)
        {
            await KeepCursors(connection, projection, cursors, cancellation);
            await ProjectionSchemas.Swap(connection, projection, cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    /// <summary>Applies a page of a journal to the next tables.</summary>
    public static async Task Load(
        NpgsqlConnection connection, IReadOnlyList<Projection> projections, IReadOnlyList<Messaging.CloudEvent> page, DateTimeOffset now,
        CancellationToken cancellation)
    {
        foreach (var projection in projections)
        {
            await ProjectionWriter.Load(projection, projection.NextSchema, connection, page, now, cancellation);
        }
    }

    /// <returns>Whether a journal had more than one page, so that another round may find new events.</returns>
    private async Task<bool> ReadRound(
        NpgsqlConnection connection, IReadOnlyList<Projection> projections, Dictionary<string, string> cursors, ReportProgress report,
        CancellationToken cancellation)
    {
        var hadMore = false;
        foreach (var service in SourceJournals.Services)
        {
            SourcePage page;
            do
            {
                page = await journals.Read(service, cursors.GetValueOrDefault(service), cancellation);
                await Load(connection, projections, page.Events, clock.GetUtcNow(), cancellation);
                cursors[service] = page.Next;
                hadMore |= page.More;
                await report($"reading the journal of {service}", page.Events.Count);
            }
            while (page.More);
        }

        return hadMore;
    }

    /// <summary>The new tables have every event before the cursors, so the watch reads the journals from there.</summary>
    private static async Task KeepCursors(
        NpgsqlConnection connection, Projection projection, Dictionary<string, string> cursors, CancellationToken cancellation)
    {
        await using var update = new NpgsqlCommand(
            $"update {projection.NextSchema}.freshness set cursor = read.cursor from unnest($1, $2) as read (service, cursor) "
                + "where freshness.service = read.service", connection)
        {
            Parameters = { new() { Value = cursors.Keys.ToArray() }, new() { Value = cursors.Values.ToArray() } },
        };
        await update.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Gathers the statistics that the planner needs for the first reports on the new tables.</summary>
    private static async Task Analyze(NpgsqlConnection connection, IReadOnlyList<Projection> projections, CancellationToken cancellation)
    {
        foreach (var projection in projections)
        {
            foreach (var table in await Tables(connection, projection.NextSchema, cancellation))
            {
                await connection.Execute($"analyze {projection.NextSchema}.{table}", cancellation);
            }
        }
    }

    private static async Task<List<string>> Tables(NpgsqlConnection connection, string schema, CancellationToken cancellation)
    {
        await using var command =
            new NpgsqlCommand("select tablename from pg_tables where schemaname = $1",
                connection) { Parameters = { new() { Value = schema } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var tables = new List<string>();
        while (await reader.ReadAsync(cancellation))
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }
}

/// <summary>Reports the progress of a rebuild: its step, and how many more events it has read.</summary>
internal delegate Task ReportProgress(string step, long rowsMore);
