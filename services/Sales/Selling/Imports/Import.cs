using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Imports;

public enum ImportState
{
    /// <summary>The file is here and waits for its turn.</summary>
    Queued,
    Running,

    /// <summary>Every record was taken in, found known, or is among the errors.</summary>
    Finished,

    /// <summary>What was taken in until then stays.</summary>
    Cancelled,
}

/// <summary>A file of opportunities on its way in: the job, how far it has come, and how.</summary>
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

    /// <summary>Records in the file, the unreadable ones too.</summary>
    public int Records { get; private init; }

    /// <summary>Records that are done with; the next one has the number behind it.</summary>
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

    /// <summary>The subject of the token of whoever started it.</summary>
    public string StartedBy { get; private init; } = "";

    public string? StartedByName { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset? StartedAt { get; private set; }

    /// <summary>When it finished or was cancelled.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Rises with each step, so that of two who go on with it one starts anew.</summary>
    public int Version { get; private set; }

    public bool IsOver => State is ImportState.Finished or ImportState.Cancelled;

    /// <param name="id">Under which its records were staged.</param>
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

    /// <summary>It is its turn.</summary>
    public void Start(DateTimeOffset now) => (State, StartedAt, Version) = (ImportState.Running, now.ToMicroseconds(), Version + 1);

    /// <summary>Some records are done with.</summary>
    public void Advance(int position, int added, int changed, int unchanged, int failed) =>
        (Position, Added, Changed, Unchanged, Failed, Version) = (position, Added + added, Changed + changed, Unchanged + unchanged, Failed + failed, Version + 1);

    public void Finish(DateTimeOffset now) => (State, EndedAt, Version) = (ImportState.Finished, now.ToMicroseconds(), Version + 1);

    /// <returns>Why not, or null.</returns>
    public Refusal? Cancel(DateTimeOffset now)
    {
        if (State == ImportState.Finished)
        {
            return ImportRefusals.Over;
        }

        (State, EndedAt, Version) = (ImportState.Cancelled, EndedAt ?? now.ToMicroseconds(), Version + 1);
        return null;
    }
}

/// <summary>A record of the file that waits, or why it is not taken in. Gone as soon as it is done with.</summary>
[IsRecord]
internal sealed class ImportRecord
{
    public Guid ImportId { get; init; }

    /// <summary>Among the file's records, from 1.</summary>
    public int Number { get; init; }

    public int Line { get; init; }

    public string[]? Fields { get; init; }

    /// <summary>Of the refusal, where it could not be read or repeats another one's key.</summary>
    public string? Code { get; init; }

    public string? Detail { get; init; }
}

/// <summary>Why a record was not taken in. Never changed.</summary>
[IsRecord]
internal sealed class ImportError
{
    public const int CodeLength = 60;
    public const int ColumnLength = 200;
    public const int DetailLength = 500;

    public Guid ImportId { get; init; }

    public int Number { get; init; }

    public int Line { get; init; }

    /// <summary>As the file calls it; absent where it is about the whole record.</summary>
    public string? Column { get; init; }

    public string Code { get; init; } = "";

    public string Detail { get; init; } = "";

    public static ImportError Of(ImportRecord record, string? column, string code, string detail) => new()
    {
        ImportId = record.ImportId,
        Number = record.Number,
        Line = record.Line,
        Column = column is { Length: > ColumnLength } ? column[..ColumnLength] : column,
        Code = code,
        Detail = detail.Length > DetailLength ? detail[..DetailLength] : detail,
    };
}
