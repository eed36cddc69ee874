using System.ComponentModel.DataAnnotations;

namespace Funnel.Sales.Currencies;

/// <summary>Settings of currencies, section <c>Currencies</c>.</summary>
internal sealed class CurrencyOptions : IValidatableObject
{
    public const string Section = "Currencies";

    /// <summary>ISO 4217. Rates are quoted against this currency. Rates of another base are kept but not used.</summary>
    public string Base { get; init; } = "EUR";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Money.IsCurrency(Base) ? [] : [new($"Currencies:Base is '{Base}', which is not an ISO 4217 code in use.", [nameof(Base)])];
}
