using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Imports;

public enum ImportState
{
    /// <summary>The file is uploaded and waits for its turn.</summary>
    Queued,
    Running,

    /// <summary>Every record is processed: added, changed, unchanged or failed.</summary>
    Finished,

    /// <summary>Opportunities that were already imported are kept.</summary>
    Cancelled,
}

/// <summary>An import job: a file of opportunities, the plan for reading it, and the progress.</summary>
internal sealed class Import : IVersioned
{
    public const int NameLength = 200;

    private Import()
    {
    }

    public Guid Id { get; private init; }

    public string? Name { get; private init; }

    public ImportState State { get; private set; }

    public required ImportPlan Plan { get; init; }

    public long Bytes { get; private init; }

    /// <summary>The number of records in the file, including unreadable ones.</summary>
    public int Records { get; private init; }

    /// <summary>The number of the last processed record.</summary>
    [IsRecord]
    public int Position { get; private set; }

    [IsRecord]
    public int Added { get; private set; }

    [IsRecord]
    public int Changed { get; private set; }

    [IsRecord]
    public int Unchanged { get; private set; }

    [IsRecord]
    public int Failed { get; private set; }

    /// <summary>The id of the caller who started the import: the subject of the access token.</summary>
    public string StartedBy { get; private init; } = "";

    public string? StartedByName { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>When the import finished or was cancelled.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Rises with each step. If two replicas process the same step, one of them fails and repeats.</summary>
    public int Version { get; private set; }

    public bool IsOver => State is ImportState.Finished or ImportState.Cancelled;

    /// <param name="id">The id under which the records were staged.</param>
    public static Import Queue(Guid id, string? name, ImportPlan plan, int records, long bytes, Actor by, DateTimeOffset now) => new()
    {
        Id = id,
        Name = name,
        Plan = plan,
        Records = records,
        Bytes = bytes,
        StartedBy = by.Id,
        StartedByName = by.Name,
        CreatedAt = now.ToMicroseconds(),
    };

    /// <summary>Starts the import when its turn has come.</summary>
    public void Start(DateTimeOffset now) => (State, StartedAt, Version) = (ImportState.Running, now.ToMicroseconds(), Version + 1);

    /// <summary>Counts processed records.</summary>
    /// <param name="position">The number of the last processed record.</param>
    public void Advance(int position, int added, int changed, int unchanged, int failed)
    {
        (Position, Version) = (position, Version + 1);
        (Added, Changed, Unchanged, Failed) = (Added + added, Changed + changed, Unchanged + unchanged, Failed + failed);
    }

    public void Finish(DateTimeOffset now) => (State, EndedAt, Version) = (ImportState.Finished, now.ToMicroseconds(), Version + 1);

    public Result Cancel(DateTimeOffset now)
    {
        if (State == ImportState.Finished)
        {
            return ImportRefusals.Over;
        }

        (State, EndedAt, Version) = (ImportState.Cancelled, EndedAt ?? now.ToMicroseconds(), Version + 1);
        return Result.Done;
    }
}

/// <summary>A staged record of the file. It is deleted as soon as it is processed.</summary>
[IsRecord]
internal sealed class ImportRecord
{
    public Guid ImportId { get; init; }

    /// <summary>The number of the record in the file, from 1.</summary>
    public int Number { get; init; }

    public int Line { get; init; }

    public string[]? Fields { get; init; }

    /// <summary>The code of the error if the record is unreadable or its key occurs earlier in the file.</summary>
    public string? Code { get; init; }

    public string? Detail { get; init; }
}

/// <summary>How much an error matters.</summary>
public enum ImportSeverity
{
    /// <summary>The record was not imported.</summary>
    Error,

    /// <summary>The record was imported without one of its values.</summary>
    Warning,
}

/// <summary>A reason why a record, or one of its values, was not imported. Rows are never changed.</summary>
[IsRecord]
internal sealed class ImportError
{
    public const int CodeLength = 60;
    public const int ColumnLength = 200;
    public const int DetailLength = 1000;
    public const int ValueLength = 200;

    public Guid ImportId { get; init; }

    public int Number { get; init; }

    /// <summary>The place among the errors of the record, from 1.</summary>
    public int Place { get; init; }

    public ImportSeverity Severity { get; init; }

    public int Line { get; init; }

    /// <summary>The name of the column in the file; null if the error is about the whole record.</summary>
    public string? Column { get; init; }

    public string Code { get; init; } = "";

    public string Detail { get; init; } = "";

    /// <summary>The text of the column in the file; null if the error is about the whole record.</summary>
    public string? Value { get; init; }

    public static ImportError Of(ImportRecord record, int place, string? column, string? value, Refusal reason,
        ImportSeverity severity = ImportSeverity.Error) => new()
    {
        ImportId = record.ImportId,
        Number = record.Number,
        Place = place,
        Severity = severity,
        Line = record.Line,
        Column = column is null ? null : Cut(column, ColumnLength),
        Code = reason.Code,
        Detail = Cut(Sentence(record.Number, column, reason.Detail ?? reason.Title), DetailLength),
        Value = value is null ? null : Cut(value, ValueLength),
    };

    /// <summary>The detail with the place in the file in front, so that it is understood alone.</summary>
    private static string Sentence(int number, string? column, string detail) =>
        column is null || detail.StartsWith("Column ", StringComparison.Ordinal)
            ? $"Row {number}: {detail}" : $"Row {number}, column '{column}': {detail}";

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
