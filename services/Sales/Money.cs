using System.Collections.Frozen;
using Funnel.ServiceDefaults;

namespace Funnel.Sales;

/// <summary>An amount in a currency, exact to the cent. 0 is an amount: free deals are won too.</summary>
internal sealed record Money
{
    public const decimal Largest = 1_000_000_000_000m;
    public const int CurrencyLength = 3;
    public const string CurrencyPattern = "^[A-Z]{3}$";

    private static readonly Refusal OutOfRange = new("amount-out-of-range", 422, "An amount lies between 0 and 1,000,000,000,000.");
    private static readonly Refusal TooPrecise = new("amount-too-precise", 422, "An amount has two decimals at the most.");
    public static readonly Refusal UnknownCurrency = new("currency-unknown", 422, "The currency is no ISO 4217 code in use.");

    private Money(decimal amount, string currency) => (Amount, Currency) = (amount, currency);

    public decimal Amount { get; }

    /// <summary>ISO 4217, capitals.</summary>
    public string Currency { get; }

    public static Result<Money> Of(decimal amount, string currency) =>
        amount is < 0 or > Largest ? OutOfRange.Because($"{amount} does not.")
        : decimal.Round(amount, 2) != amount ? TooPrecise.Because($"{amount} has more.")
        : !IsCurrency(currency) ? UnknownCurrency.Because($"'{currency}' is none.")
        : new Money(amount, currency);

    /// <summary>To the smallest amount that is paid in the currency, halves away from zero.</summary>
    /// <remarks>Two decimals at most are kept, of the dinars too, which are divided by a thousand.</remarks>
    public static decimal Round(decimal amount, string currency) => decimal.Round(amount, Decimals(currency), MidpointRounding.AwayFromZero);

    /// <summary>Decimals that are kept of an amount in the currency: none where it has no smaller coin (ISO 4217), else two.</summary>
    public static int Decimals(string currency) => currency is
        "BIF" or "CLP" or "DJF" or "GNF" or "ISK" or "JPY" or "KMF" or "KRW" or "PYG" or "RWF" or "UGX" or "VND" or "VUV" or "XAF" or "XOF" or "XPF" ? 0 : 2;

    public static bool IsCurrency(string code) => InUse.Contains(code);

    /// <summary>Written out: the runtime's own list depends on the globalization data of the machine.</summary>
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
