using System.Text.Json;

namespace Funnel.Sales.Merges;

internal enum MergeKind
{
    Account,
    Contact,
}

/// <summary>One went into another: what moved and what was filled in, so that it can be undone exactly.</summary>
internal sealed class Merge
{
    private Merge()
    {
    }

    public Guid Id { get; private init; }

    public MergeKind Kind { get; private init; }

    public Guid WinnerId { get; private init; }

    public Guid LoserId { get; private init; }

    /// <summary>The winner's details as they were.</summary>
    public JsonElement Before { get; private init; }

    /// <summary>The winner's details as the merge made them.</summary>
    public JsonElement After { get; private init; }

    public IReadOnlyList<MovedRows> Moved { get; private init; } = [];

    public DateTimeOffset MergedAt { get; private init; }

    public DateTimeOffset? UndoneAt { get; private set; }

    public static Merge Of<TDetails>(MergeKind kind, MergePlan<TDetails> plan, DateTimeOffset now) where TDetails : class => new()
    {
        Id = Guid.CreateVersion7(now),
        Kind = kind,
        WinnerId = plan.WinnerId,
        LoserId = plan.LoserId,
        Before = JsonSerializer.SerializeToElement(plan.Before),
        After = JsonSerializer.SerializeToElement(plan.After),
        Moved = plan.Moved,
        MergedAt = now,
    };

    public void Undo(DateTimeOffset now) => UndoneAt = now;
}

/// <summary>Rows that named the loser and name the winner now.</summary>
/// <param name="Column">The one that names it.</param>
internal sealed record MovedRows(string Table, string Column, IReadOnlyList<Guid> Ids);

/// <summary>What a merge will do, or has done.</summary>
/// <param name="Left">Rows that the winner has the like of: they stay with the loser.</param>
internal sealed record MergePlan<TDetails>(
    Guid WinnerId, Guid LoserId, TDetails Before, TDetails After, IReadOnlyList<MovedRows> Moved, IReadOnlyList<MovedRows> Left) where TDetails : class;
