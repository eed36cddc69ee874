namespace Funnel.Sales.Visibility;

/// <summary>Money in an answer: absent for who may not see amounts of what this is about (see <see cref="HideAmounts"/>).</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AmountAttribute : Attribute;
