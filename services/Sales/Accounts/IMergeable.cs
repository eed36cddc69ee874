namespace Funnel.Sales.Accounts;

/// <summary>What may turn out to be the same as another of its kind, and then goes into it. Its row stays, and so its id leads on for ever.</summary>
internal interface IMergeable
{
    Guid Id { get; }

    /// <summary>What it went into, which may have gone into another since.</summary>
    Guid? MergedIntoId { get; }
}
