using System.Collections.Frozen;
using Funnel.ServiceDefaults;

namespace Funnel.Sales;

/// <summary>An amount in a currency, exact to the cent. It may be 0, because free deals are won too.</summary>
internal sealed record Money
{
    public const decimal Largest = 1_000_000_000_000m;
    public const int CurrencyLength = 3;
    public const string CurrencyPattern = "^[A-Z]{3}$";

    private static readonly Refusal OutOfRange = new("amount-out-of-range", 422, "The amount is out of range.");
    private static readonly Refusal TooPrecise = new("amount-too-precise", 422, "The amount has too many decimals.");
    public static readonly Refusal UnknownCurrency = new("currency-unknown", 422, "The currency is not an ISO 4217 code in use.");

    private Money(decimal amount, string currency) => (Amount, Currency) = (amount, currency);

    public decimal Amount { get; }

    /// <summary>ISO 4217, upper case.</summary>
    public string Currency { get; }

    public static Result<Money> Of(decimal amount, string currency) =>
        amount is < 0 or > Largest ? OutOfRange.Because($"The amount is {amount}. It must lie between 0 and 1,000,000,000,000.")
        : decimal.Round(amount, 2) != amount ? TooPrecise.Because($"The amount is {amount}. It may have two decimals.")
        : !IsCurrency(currency) ? UnknownCurrency.Because($"The currency is '{currency}'. Use a code such as EUR.")
        : new Money(amount, currency);

    /// <summary>Rounds to the smallest unit of the currency, halves away from zero.</summary>
    /// <remarks>At most two decimals are kept, also of dinars, whose smallest unit is a thousandth.</remarks>
    public static decimal Round(decimal amount, string currency) =>
        decimal.Round(amount, Decimals(currency), MidpointRounding.AwayFromZero);

    /// <summary>The decimals of an amount in the currency: none if ISO 4217 knows no smaller unit, else two.</summary>
    public static int Decimals(string currency) => currency is
        "BIF" or "CLP" or "DJF" or "GNF" or "ISK" or "JPY" or "KMF" or "KRW" or "PYG" or "RWF" or "UGX" or "VND" or "VUV" or "XAF" or "XOF"
        or "XPF" ? 0 : 2;

    public static bool IsCurrency(string code) => InUse.Contains(code);

    /// <summary>Written out, because the list of the runtime depends on the globalization data of the machine.</summary>
    private static readonly FrozenSet<string> InUse =
        """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP
        CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR
        IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU
        MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG
        SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV
        WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
        """.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
