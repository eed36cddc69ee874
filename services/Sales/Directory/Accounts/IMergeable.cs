namespace Funnel.Sales.Accounts;

/// <summary>What may turn out to be the same as another of its kind, and then goes into it. Its row stays, and so its id leads on for ever.</summary>
internal interface IMergeable
{
    Guid Id { get; }

    /// <summary>What it went into, which may have gone into another since.</summary>
    Guid? MergedIntoId { get; }

    void GoInto(Guid winnerId);

    void ComeBack();
}

/// <typeparam name="TDetails">All that people say of it.</typeparam>
internal interface IMergeable<TDetails> : IMergeable where TDetails : class, IMergedDetails<TDetails>
{
    TDetails Details { get; }

    void Become(TDetails details);
}

internal interface IMergedDetails<TDetails>
{
    /// <summary>These, and of the other's what is not known here.</summary>
    TDetails FilledFrom(TDetails other);

    /// <summary>These without what a merge added to them. What was changed since stays, except what tells the loser from all others.</summary>
    TDetails WithoutMerge(TDetails before, TDetails after, TDetails loser);
}
