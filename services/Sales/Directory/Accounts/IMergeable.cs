namespace Funnel.Sales.Accounts;

/// <summary>A record that can be merged into another of its kind. Its row stays, so its id keeps leading to the other record.</summary>
internal interface IMergeable
{
    Guid Id { get; }

    /// <summary>The record that this one was merged into. That record may have been merged too.</summary>
    Guid? MergedIntoId { get; }

    void MergeInto(Guid winnerId);

    void UndoMerge();
}

/// <typeparam name="TDetails">The details that users can change.</typeparam>
internal interface IMergeable<TDetails> : IMergeable where TDetails : class, IMergedDetails<TDetails>
{
    TDetails Details { get; }

    void Become(TDetails details);
}

internal interface IMergedDetails<TDetails>
{
    /// <summary>These details, with empty ones filled from the other.</summary>
    TDetails FilledFrom(TDetails other);

    /// <summary>These details without the values that a merge added. Later changes stay, except values that identify the loser.</summary>
    TDetails WithoutMerge(TDetails before, TDetails after, TDetails loser);
}
