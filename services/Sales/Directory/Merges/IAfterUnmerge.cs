namespace Funnel.Sales.Merges;

/// <summary>A step that another group takes when a merge is undone, in the same transaction.</summary>
internal interface IAfterUnmerge
{
    Task Handle(Merge merge, DateTimeOffset now, CancellationToken cancellation);
}
