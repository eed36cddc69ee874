using System.ComponentModel.DataAnnotations;

namespace Funnel.Sales.Currencies;

/// <summary>Settings of money, section <c>Currencies</c>.</summary>
internal sealed class CurrencyOptions : IValidatableObject
{
    public const string Section = "Currencies";

    /// <summary>ISO 4217. What rates are quoted against; rates of another base are kept, and not used.</summary>
    public string Base { get; init; } = "EUR";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Money.IsCurrency(Base) ? [] : [new($"Currencies:Base must be an ISO 4217 code in use; '{Base}' is none.", [nameof(Base)])];
}
