using Funnel.ServiceDefaults;
using Funnel.Values;

namespace Funnel.Sales;

/// <summary>
/// An amount in a currency, exact to the smallest unit of the currency. It may be 0, because free deals are won too.
/// </summary>
internal sealed record Money
{
    public const decimal Largest = 1_000_000_000_000m;
    public const int CurrencyLength = 3;
    public const string CurrencyPattern = "^[A-Z]{3}$";

    private static readonly Refusal OutOfRange = new("amount-out-of-range", 422, "The amount is out of range.");
    private static readonly Refusal TooPrecise = new("amount-too-precise", 422, "The amount has too many decimals.");
    public static readonly Refusal UnknownCurrency = new("currency-unknown", 422, "The currency is not an ISO 4217 code in use.");

    private Money(decimal amount, string currency) => (Amount, Currency) = (amount, currency);

    /// <summary>With all decimals of the currency: 100 yen are 100, 100 euros are 100.00.</summary>
    public decimal Amount { get; }

    /// <summary>ISO 4217, upper case.</summary>
    public string Currency { get; }

    public static Result<Money> Of(decimal amount, string currency) =>
        amount is < 0 or > Largest ? OutOfRange.Because($"The amount is {amount}. It must lie between 0 and 1,000,000,000,000.")
        : !IsCurrency(currency) ? UnknownCurrency.Because($"The currency is '{currency}'. Use a code such as EUR.")
        : CheckPayable("The amount", amount, currency).IsRefused(out var imprecise) ? imprecise
        : new Money(Round(amount, currency), currency);

    /// <summary>Refuses an amount with more decimals than its currency has.</summary>
    /// <param name="name">The field that holds the amount.</param>
    public static Result CheckPayable(string name, decimal amount, string currency) =>
        Values.Currency.CanPay(amount, currency) ? Result.Done
        : TooPrecise.Because(
            $"{name} is {amount}. {currency} has {Decimals(currency) switch { 0 => "no decimals", var some => $"{some} decimals" }}.");

    /// <summary>Rounds to the smallest unit of the currency, halves away from zero.</summary>
    public static decimal Round(decimal amount, string currency) => Values.Currency.Round(amount, currency);

    /// <summary>The decimals of an amount in the currency.</summary>
    public static int Decimals(string currency) => Values.Currency.DecimalsOf(currency);

    public static bool IsCurrency(string code) => Values.Currency.IsInUse(code);
}
