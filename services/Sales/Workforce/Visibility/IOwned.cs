namespace Funnel.Sales.Visibility;

/// <summary>A record with an owner. The owner decides who may see it.</summary>
internal interface IOwned
{
    /// <summary>The property that <see cref="OwnedFilter"/> reads.</summary>
    static virtual string OwnerProperty => nameof(OwnerId);

    /// <summary>The id of the representative. Every caller sees a record without an owner.</summary>
    Guid? OwnerId { get; }
}
