using System.Text.Json;

namespace Funnel.Sales.Merges;

internal enum MergeKind
{
    Account,
    Contact,
}

/// <summary>
/// A record was merged into another. It holds the rows that moved and the details that were filled, so the merge can be undone
/// exactly.
/// </summary>
internal sealed class Merge
{
    private Merge()
    {
    }

    public Guid Id { get; private init; }

    public MergeKind Kind { get; private init; }

    public Guid WinnerId { get; private init; }

    public Guid LoserId { get; private init; }

    /// <summary>The details of the winner before the merge.</summary>
    public JsonElement Before { get; private init; }

    /// <summary>The details of the winner after the merge.</summary>
    public JsonElement After { get; private init; }

    public IReadOnlyList<MovedRows> Moved { get; private init; } = [];

    public IReadOnlyList<CarriedRole> CarriedRoles { get; private init; } = [];

    public DateTimeOffset MergedAt { get; private init; }

    public DateTimeOffset? UndoneAt { get; private set; }

    public static Merge Of<TDetails>(MergeKind kind, MergePlan<TDetails> plan, IReadOnlyList<CarriedRole> carried,
        DateTimeOffset now) where TDetails : class => new()
    {
        Id = Guid.CreateVersion7(now),
        Kind = kind,
        WinnerId = plan.WinnerId,
        LoserId = plan.LoserId,
        Before = JsonSerializer.SerializeToElement(plan.Before),
        After = JsonSerializer.SerializeToElement(plan.After),
        Moved = plan.Moved,
        CarriedRoles = carried,
        MergedAt = now,
    };

    public void Undo(DateTimeOffset now) => UndoneAt = now;
}

/// <summary>Rows that named the loser and now name the winner.</summary>
/// <param name="Column">The column that names the record.</param>
internal sealed record MovedRows(string Table, string Column, IReadOnlyList<Guid> Ids);

/// <summary>The plan of a merge.</summary>
/// <param name="Left">Rows that would break a unique index beside a row of the winner. They stay with the loser.</param>
internal sealed record MergePlan<TDetails>(
    Guid WinnerId, Guid LoserId, TDetails Before, TDetails After, IReadOnlyList<MovedRows> Moved, IReadOnlyList<MovedRows> Left)
    where TDetails : class;
