using Funnel.Imports;
using Npgsql;
using NpgsqlTypes;

namespace Funnel.Sales.Imports;

/// <summary>Stages the records of a file in the database, some at a time, so that no file is too large for the memory.</summary>
/// <remarks>
/// It uses its own connections and many short transactions: an upload can take minutes, and readers of the journal wait for the
/// oldest running transaction. Records of an upload that died are deleted one day later.
/// </remarks>
internal sealed class ImportStaging(NpgsqlDataSource database)
{
    private const int MostRecords = 2000;
    private const int MostCharacters = 1024 * 1024;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <param name="import">The id of the import.</param>
    /// <param name="file">The file.</param>
    /// <param name="formats">Sees the fields of each readable record.</param>
    /// <param name="cancellation">Stops staging.</param>
    /// <returns>The number of records.</returns>
    public async Task<int> Stage(Guid import, CsvFile file, ColumnFormats formats, CancellationToken cancellation)
    {
        var (staged, waiting, characters) = (0, new List<CsvRecord>(), 0);
        while (await file.Read(cancellation) is { } record)
        {
            waiting.Add(record);
            characters += record.Fields?.Sum(field => field.Length) ?? 0;
            if (record.Fields is { } fields)
            {
                formats.Add(fields);
            }

            if (waiting.Count == MostRecords || characters >= MostCharacters)
            {
                await Copy(import, staged, waiting, cancellation);
                staged += waiting.Count;
                characters = 0;
                waiting.Clear();
            }
        }

        await Copy(import, staged, waiting, cancellation);
        return staged + waiting.Count;
    }

    public async Task Delete(Guid import)
    {
        await using var delete = database.CreateCommand("delete from import_records where import_id = $1");
        delete.Parameters.Add(new() { Value = import });
        await delete.ExecuteNonQueryAsync(CancellationToken.None);
    }

    /// <summary>Deletes the records of uploads that died with their process. The id of an import contains the time of its upload.</summary>
    public async Task DeleteAbandoned(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var delete = database.CreateCommand(
            "delete from import_records r where import_id < $1 and not exists (select from imports where id = r.import_id)");
        delete.Parameters.Add(new() { Value = Guid.CreateVersion7(now - Kept) });
        await delete.ExecuteNonQueryAsync(cancellation);
    }

    private async Task Copy(Guid import, int before, List<CsvRecord> records, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy import_records (import_id, number, line, fields, code, detail) from stdin (format binary)", cancellation);
        foreach (var record in records)
        {
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(import, NpgsqlDbType.Uuid, cancellation);
            await copy.WriteAsync(++before, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync(record.Line, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync(record.Fields, NpgsqlDbType.Array | NpgsqlDbType.Text, cancellation);
            await copy.WriteAsync(record.Fault?.Code, NpgsqlDbType.Text, cancellation);
            await copy.WriteAsync(record.Fault?.Detail, NpgsqlDbType.Text, cancellation);
        }

        await copy.CompleteAsync(cancellation);
    }
}
