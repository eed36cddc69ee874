using System.Data;
using Npgsql;

namespace Funnel.Insights.Projections;

/// <summary>Opens projections for reading. All queries of one report see the same state of the tables.</summary>
internal sealed class ProjectionReader(NpgsqlDataSource database)
{
    /// <summary>Opens a read-only transaction in which a rebuild cannot swap the tables.</summary>
    /// <remarks>
    /// The lock comes before the snapshot, because a snapshot from before a swap would see the new tables empty. The default work_mem
    /// is too small for the hash tables of the reports.
    /// </remarks>
    public async Task<ProjectionReading> Open(CancellationToken cancellation, params IReadOnlyList<string> tables)
    {
        var connection = await database.OpenConnectionAsync(cancellation);
        try
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
            await connection.Execute(
                $"set transaction read only; set local work_mem = '64MB'; lock table {string.Join(", ", tables)} in access share mode",
                cancellation);
            return new(connection, transaction);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}

internal sealed class ProjectionReading(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
{
    public async Task<List<TRow>> Query<TRow>(
        string sql, Func<NpgsqlDataReader, TRow> row, CancellationToken cancellation, params IReadOnlyList<NpgsqlParameter> parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        var rows = new List<TRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
