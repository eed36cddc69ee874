using Npgsql;
using NpgsqlTypes;

namespace Funnel.Sales.Imports;

/// <summary>Where a file's records wait: they go straight into the database, a few at a time, so that no file is too large for the memory.</summary>
/// <remarks>
/// By connections of its own, and each few in a transaction of their own: readers of the journal stop below the oldest running
/// transaction, and an upload can take minutes. What was staged for an import that never came is swept away a day later.
/// </remarks>
internal sealed class ImportStaging(NpgsqlDataSource database)
{
    private const int MostRecords = 2000;
    private const int MostCharacters = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    /// <returns>How many records there are.</returns>
    public async Task<int> Take(Guid import, CsvReader file, CancellationToken cancellation)
    {
        var (taken, waiting, characters) = (0, new List<CsvRecord>(), 0);
        while (await file.Read(cancellation) is { } record)
        {
            waiting.Add(record);
            characters += record.Fields?.Sum(field => field.Length) ?? 0;
            if (waiting.Count == MostRecords || characters >= MostCharacters)
            {
                await Copy(import, taken, waiting, cancellation);
                taken += waiting.Count;
                characters = 0;
                waiting.Clear();
            }
        }

        await Copy(import, taken, waiting, cancellation);
        return taken + waiting.Count;
    }

    public async Task Forget(Guid import)
    {
        await using var forget = database.CreateCommand("delete from import_records where import_id = $1");
        forget.Parameters.Add(new() { Value = import });
        await forget.ExecuteNonQueryAsync(CancellationToken.None);
    }

    /// <summary>An upload may have died with its process. An import's id tells when it began.</summary>
    public async Task Sweep(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var sweep = database.CreateCommand("delete from import_records r where import_id < $1 and not exists (select from imports where id = r.import_id)");
        sweep.Parameters.Add(new() { Value = Guid.CreateVersion7(now - Patience) });
        await sweep.ExecuteNonQueryAsync(cancellation);
    }

    private async Task Copy(Guid import, int before, List<CsvRecord> records, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var copy = await connection.BeginBinaryImportAsync("copy import_records (import_id, number, line, fields, code, detail) from stdin (format binary)", cancellation);
        foreach (var record in records)
        {
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(import, NpgsqlDbType.Uuid, cancellation);
            await copy.WriteAsync(++before, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync(record.Line, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync(record.Fields, NpgsqlDbType.Array | NpgsqlDbType.Text, cancellation);
            await copy.WriteAsync(record.Wrong?.Code, NpgsqlDbType.Text, cancellation);
            await copy.WriteAsync(record.Wrong?.Title, NpgsqlDbType.Text, cancellation);
        }

        await copy.CompleteAsync(cancellation);
    }
}
