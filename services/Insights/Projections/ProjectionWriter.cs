using System.Diagnostics;
using Funnel.Messaging;
using Npgsql;
using NpgsqlTypes;

namespace Funnel.Insights.Projections;

/// <summary>Brings events into a projection, many with one round trip.</summary>
internal static class Folding
{
    /// <summary>Held shared by every fold and exclusively while a rebuild changes the tables under it.</summary>
    public const long Lock = 0x464F4C44; // "FOLD"

    /// <summary>A queue's batch, into the live tables.</summary>
    public static async Task Hear(Projection projection, NpgsqlDataSource database, TimeProvider clock, IReadOnlyList<CloudEvent> batch, CancellationToken cancellation)
    {
        var spans = batch.Select(envelope => Telemetry.Hear(envelope, projection.Queue)).OfType<Activity>().ToList();
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await using var commands = new NpgsqlBatch(connection, transaction);
            commands.Add("select pg_advisory_xact_lock_shared($1)", Lock);
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

    /// <summary>A stream's page, into any schema of the projection.</summary>
    public static async Task Load(
        Projection projection, string schema, NpgsqlConnection connection, IReadOnlyList<CloudEvent> page, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var commands = new NpgsqlBatch(connection);
        Add(commands, projection, schema, page, now);
        if (commands.BatchCommands.Count > 0)
        {
            await commands.ExecuteNonQueryAsync(cancellation);
        }
    }

    private static void Add(NpgsqlBatch commands, Projection projection, string schema, IReadOnlyList<CloudEvent> events, DateTimeOffset now)
    {
        // In the order of the keys, as every row below: two replicas that hear the same events never wait for each other crosswise.
        var heard = events.Where(projection.Hears).OrderBy(envelope => envelope.Id).ToList();
        if (heard.Count == 0)
        {
            return;
        }

        projection.Fold(commands, schema, heard);
        var last = heard.GroupBy(envelope => envelope.Source).OrderBy(source => source.Key, StringComparer.Ordinal)
            .Select(source => source.MaxBy(envelope => (envelope.RecordedTime, envelope.Id))!).ToList();
        commands.Add(
            $"""
            insert into {schema}.progress as known (source, event_id, time, recorded_at, applied_at)
            select source, event_id, time, recorded_at, $5 from unnest($1, $2, $3, $4) as heard (source, event_id, time, recorded_at)
            on conflict (source) do update
                set event_id = excluded.event_id, time = excluded.time, recorded_at = excluded.recorded_at, applied_at = excluded.applied_at
                where (excluded.recorded_at, excluded.event_id) > (known.recorded_at, known.event_id)
            """,
            last.Select(envelope => envelope.Source).ToArray(), last.Ids(), last.Times(), last.RecordedTimes(), now);
    }
}

/// <summary>Columns of many events at once, for <c>unnest</c>.</summary>
internal static class Columns
{
    public static Guid[] Ids(this IEnumerable<CloudEvent> events) => [.. events.Select(envelope => envelope.Id)];

    public static DateTime[] Times(this IEnumerable<CloudEvent> events) => [.. events.Select(envelope => envelope.Time.UtcDateTime)];

    public static DateTime[] RecordedTimes(this IEnumerable<CloudEvent> events) => [.. events.Select(envelope => envelope.RecordedTime.UtcDateTime)];

    public static void Add(this NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            var parameter = new NpgsqlParameter { Value = value };
            if (value is DateTime[] or DateTime?[])
            {
                // Told, because a column without a single time in it tells nothing.
                parameter.NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz;
            }

            command.Parameters.Add(parameter);
        }

        batch.BatchCommands.Add(command);
    }
}
