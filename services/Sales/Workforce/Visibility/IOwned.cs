namespace Funnel.Sales.Visibility;

/// <summary>A record with an owner. The owner decides who may see it.</summary>
internal interface IOwned
{
    /// <summary>The property that <see cref="OwnedFilter"/> reads.</summary>
    static virtual string OwnerProperty => nameof(OwnerId);

    /// <summary>The representative's id. A record without an owner is seen by everybody.</summary>
    Guid? OwnerId { get; }
}
