namespace Funnel.Sales.Visibility;

/// <summary>Marks an amount in a response. It is null for callers who may not see it (see <see cref="HideAmounts"/>).</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AmountAttribute : Attribute;
