using Npgsql;

namespace Funnel.Insights.Projections;

/// <summary>Builds new tables from the journals beside the old ones, then swaps them.</summary>
/// <remarks>
/// 1. Make empty tables in the projections' next schemas.
/// 2. Read every journal to its end, page by page, until a whole round over the services finds nearly nothing new.
/// 3. Stop the folds (the lock), read the rest, swap, let the folds go on. Whatever the folds have brought into the old
///    tables came from the journals, and no later than the rest, so that nothing is missing from the new ones.
/// All of it on the connection that holds the right to rebuild: who loses that right in a broken connection cannot swap.
/// </remarks>
internal sealed class RebuildFromJournal(SourceJournals journals, TimeProvider clock)
{
    public async Task Run(NpgsqlConnection connection, IReadOnlyList<Projection> projections, ReportProgress report, CancellationToken cancellation)
    {
        foreach (var projection in projections)
        {
            await ProjectionSchemas.Make(connection, projection, projection.NextSchema, cancellation);
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
        await connection.Execute($"select pg_advisory_xact_lock({Folding.Lock})", cancellation);
        await ReadRound(connection, projections, cursors, report, cancellation);
        foreach (var projection in projections)
        {
            await ProjectionSchemas.Swap(connection, projection, cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    /// <summary>Brings a page of any stream into the next tables.</summary>
    public static async Task Load(
        NpgsqlConnection connection, IReadOnlyList<Projection> projections, IReadOnlyList<Messaging.CloudEvent> page, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var projection in projections)
        {
            await Folding.Load(projection, projection.NextSchema, connection, page, now, cancellation);
        }
    }

    /// <returns>Whether so much was read that another round is worth it.</returns>
    private async Task<bool> ReadRound(
        NpgsqlConnection connection, IReadOnlyList<Projection> projections, Dictionary<string, string> cursors, ReportProgress report, CancellationToken cancellation)
    {
        var worthAnother = false;
        foreach (var service in SourceJournals.Services)
        {
            SourcePage page;
            do
            {
                page = await journals.Read(service, cursors.GetValueOrDefault(service), cancellation);
                await Load(connection, projections, page.Events, clock.GetUtcNow(), cancellation);
                cursors[service] = page.Next;
                worthAnother |= page.More;
                await report($"reading the journal of {service}", page.Events.Count);
            }
            while (page.More);
        }

        return worthAnother;
    }

    /// <summary>Without it the first reports on the new tables are planned blindly.</summary>
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
        await using var command = new NpgsqlCommand("select tablename from pg_tables where schemaname = $1", connection) { Parameters = { new() { Value = schema } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var tables = new List<string>();
        while (await reader.ReadAsync(cancellation))
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }
}

/// <summary>Tells how far a rebuild has come: what it does, and how many events more it has read.</summary>
internal delegate Task ReportProgress(string step, long rowsMore);
