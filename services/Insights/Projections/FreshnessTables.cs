using Funnel.Messaging;
using Npgsql;
using NpgsqlTypes;

namespace Funnel.Insights.Projections;

/// <summary>Reads and writes the tables freshness and missing of the projections.</summary>
internal static class FreshnessTables
{
    public static async Task<string> Cursor(
        NpgsqlConnection connection, Projection projection, string service, CancellationToken cancellation)
    {
        await using var select = new NpgsqlCommand($"select cursor from {projection.Name}.freshness where service = $1", connection)
        {
            Parameters = { new() { Value = service } },
        };
        return (string)(await select.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Removes the events from missing that have been applied.</summary>
    /// <returns>The number of events that are still missing.</returns>
    public static async Task<long> Recheck(
        NpgsqlConnection connection, Projection projection, string service, CancellationToken cancellation)
    {
        var (name, facts) = (projection.Name, projection.Facts);
        await using var delete = new NpgsqlCommand(
            $"""
            delete from {name}.missing
            where service = $1 and exists (select from {name}.{facts} facts where facts.event_id = missing.event_id)
            """, connection) { Parameters = { new() { Value = service } } };
        await delete.ExecuteNonQueryAsync(cancellation);
        await using var count = new NpgsqlCommand($"select count(*) from {name}.missing where service = $1", connection)
        {
            Parameters = { new() { Value = service } },
        };
        return (long)(await count.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Moves the cursor over a page, and notes the events of the page that the projection lacks.</summary>
    /// <returns>The number of missing events; null if the tables were replaced meanwhile.</returns>
    public static async Task<long?> Take(NpgsqlConnection connection, Projection projection, string service, string from,
        EventIdsPage page, CancellationToken cancellation)
    {
        var (name, facts) = (projection.Name, projection.Facts);
        var types = projection.Types[service].ToHashSet();
        var heard = page.Events.Where(told => types.Contains(told.Type)).ToList();
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.Execute($"select pg_advisory_xact_lock_shared({ProjectionWriter.Lock})", cancellation);
        await using var move = new NpgsqlCommand($"update {name}.freshness set cursor = $3 where service = $1 and cursor = $2", connection)
        {
            Parameters = { new() { Value = service }, new() { Value = from }, new() { Value = page.Next } },
        };
        if (await move.ExecuteNonQueryAsync(cancellation) == 0)
        {
            return null;
        }

        await using var note = new NpgsqlCommand(
            $"""
            insert into {name}.missing (event_id, service, recorded_at)
            select id, $1, recorded_at from unnest($2, $3) as told (id, recorded_at)
            where not exists (select from {name}.{facts} facts where facts.event_id = told.id)
            on conflict do nothing
            """, connection)
        {
            Parameters =
            {
                new() { Value = service }, new() { Value = heard.Select(told => told.Id).ToArray() },
                new()
                {
                    Value = heard.Select(told => told.RecordedAt.UtcDateTime).ToArray(),
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
                },
            },
        };
        await note.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return await Recheck(connection, projection, service, cancellation);
    }

    /// <summary>Writes how far the projection is behind, unless the tables were replaced meanwhile.</summary>
    public static async Task Write(NpgsqlConnection connection, ReadJournal journal, CancellationToken cancellation)
    {
        var name = journal.Projection.Name;
        await using var update = new NpgsqlCommand(
            $"""
            update {name}.freshness set answers = true, checked_at = now(), read_at = $3, behind_by = missing.count + $4,
                age = case when missing.count + $4 > 0 then extract(epoch from $3 - least(missing.oldest, $5)) end
            from (select count(*) as count, min(recorded_at) as oldest from {name}.missing where service = $1) missing
            where service = $1 and cursor = $2
            """, connection)
        {
            Parameters =
            {
                new() { Value = journal.Service }, new() { Value = journal.Cursor }, new() { Value = journal.ReadAt.ToUniversalTime() },
                new() { Value = journal.Unread },
                new()
                {
                    Value = (object?)journal.OldestUnread?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz,
                },
            },
        };
        await update.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Notes that the service cannot be asked.</summary>
    public static async Task SetSilent(
        NpgsqlConnection connection, Projection projection, string service, CancellationToken cancellation)
    {
        await using var update = new NpgsqlCommand(
            $"update {projection.Name}.freshness set answers = false where service = $1 and answers", connection)
        {
            Parameters = { new() { Value = service } },
        };
        await update.ExecuteNonQueryAsync(cancellation);
    }
}
