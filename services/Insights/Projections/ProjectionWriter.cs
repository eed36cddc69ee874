using System.Diagnostics;
using Funnel.Messaging;
using Npgsql;

namespace Funnel.Insights.Projections;

/// <summary>Applies events to a projection, many with one round trip.</summary>
internal static class ProjectionWriter
{
    /// <summary>Every writer holds this lock shared. A rebuild holds it exclusively while it changes the tables.</summary>
    public const long Lock = 0x464F4C44; // "FOLD"

    private static readonly ColumnMap<(CloudEvent Event, DateTime AppliedAt)> Progress =
        new ColumnMap<(CloudEvent Event, DateTime AppliedAt)>()
        .EventOf(last => last.Event)
        .Column("applied_at", last => last.AppliedAt);

    /// <summary>Applies a batch of a queue to the live tables.</summary>
    public static async Task Hear(
        Projection projection, NpgsqlDataSource database, TimeProvider clock, IReadOnlyList<CloudEvent> batch,
        CancellationToken cancellation)
    {
        var spans = batch.Select(envelope => Telemetry.Hear(envelope, projection.Queue)).OfType<Activity>().ToList();
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await using var commands = new NpgsqlBatch(connection, transaction);
            commands.BatchCommands.Add(new("select pg_advisory_xact_lock_shared($1)") { Parameters = { new() { Value = Lock } } });
            Add(commands, projection, projection.Name, batch, clock.GetUtcNow());
            await commands.ExecuteNonQueryAsync(cancellation);
            await transaction.CommitAsync(cancellation);
        }
        finally
        {
            spans.Reverse();
            spans.ForEach(span => span.Dispose());
        }
    }

    /// <summary>Applies a page of a journal to the tables in any schema of the projection.</summary>
    public static async Task Load(
        Projection projection, string schema, NpgsqlConnection connection, IReadOnlyList<CloudEvent> page, DateTimeOffset now,
        CancellationToken cancellation)
    {
        await using var commands = new NpgsqlBatch(connection);
        Add(commands, projection, schema, page, now);
        if (commands.BatchCommands.Count > 0)
        {
            await commands.ExecuteNonQueryAsync(cancellation);
        }
    }

    private static void Add(NpgsqlBatch commands, Projection projection, string schema, IReadOnlyList<CloudEvent> events,
        DateTimeOffset now)
    {
        // All rows are written in the order of their keys, so that two replicas with the same events cannot deadlock.
        var heard = events.Where(projection.Hears).OrderBy(envelope => envelope.Id).ToList();
        if (heard.Count == 0)
        {
            return;
        }

        projection.Apply(commands, schema, heard);
        var last = heard.GroupBy(envelope => envelope.Source).OrderBy(source => source.Key, StringComparer.Ordinal)
            .Select(source => (Event: source.MaxBy(envelope => (envelope.RecordedTime, envelope.Id))!, AppliedAt: now.UtcDateTime))
            .ToList();
        Progress.Insert(
            commands, $"{schema}.progress as known", last,
            """
            on conflict (source) do update
                set event_id = excluded.event_id, time = excluded.time, recorded_at = excluded.recorded_at, applied_at = excluded.applied_at
                where (excluded.recorded_at, excluded.event_id) > (known.recorded_at, known.event_id)
            """);
    }
}
