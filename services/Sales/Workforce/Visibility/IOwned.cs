namespace Funnel.Sales.Visibility;

/// <summary>What somebody in Sales owns. Who may see it depends on whose it is.</summary>
internal interface IOwned
{
    /// <summary>The representative's id; nobody's where it is absent.</summary>
    Guid? OwnerId { get; }
}
