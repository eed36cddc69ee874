using System.Collections.Frozen;

namespace Funnel.Values;

/// <summary>The currencies of ISO 4217 and their smallest units.</summary>
public static class Currency
{
    /// <summary>The largest number of decimals that any currency has.</summary>
    public const int MostDecimals = 4;

    private const int UsualDecimals = 2;

    /// <summary>Written out, because the list of the runtime depends on the globalization data of the machine.</summary>
    private static readonly FrozenSet<string> InUse = Codes(
        """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF CLP CNY COP
        CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR
        IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU
        MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG
        SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UYW UZS VED VES VND VUV
        WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
        """);

    private static readonly FrozenSet<string> WithoutDecimals =
        Codes("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF");

    private static readonly FrozenSet<string> WithThree = Codes("BHD IQD JOD KWD LYD OMR TND");

    // Units of account of Chile and Uruguay, in which rents and long contracts are written.
    private static readonly FrozenSet<string> WithFour = Codes("CLF UYW");

    // Adding one of these to an amount writes out its decimals: 1.5 + 0.00 is 1.50.
    private static readonly decimal[] Zeros =
        [.. Enumerable.Range(0, MostDecimals + 1).Select(decimals => new decimal(0, 0, 0, false, (byte)decimals))];

    /// <summary>Whether the code, in capitals, is a currency in use.</summary>
    public static bool IsInUse(string code) => InUse.Contains(code);

    /// <summary>
    /// The decimals of the smallest unit: 0 of yen, 2 of euros, 3 of dinars, 4 of units of account. 2 of an unknown code.
    /// </summary>
    public static int DecimalsOf(string code) =>
        WithoutDecimals.Contains(code) ? 0 : WithThree.Contains(code) ? 3 : WithFour.Contains(code) ? MostDecimals : UsualDecimals;

    /// <summary>The smallest unit: 1 yen, 0.01 euros, 0.001 dinars.</summary>
    public static decimal UnitOf(string code) => new(1, 0, 0, false, (byte)DecimalsOf(code));

    /// <summary>Whether the currency can pay the amount exactly.</summary>
    public static bool CanPay(decimal amount, string code) => decimal.Round(amount, DecimalsOf(code)) == amount;

    /// <summary>
    /// Rounds to the smallest unit, halves away from zero. The result has all decimals of the currency: 1.5 euros are 1.50.
    /// </summary>
    public static decimal Round(decimal amount, string code)
    {
        var decimals = DecimalsOf(code);
        return decimal.Round(amount, decimals, MidpointRounding.AwayFromZero) + Zeros[decimals];
    }

    private static FrozenSet<string> Codes(string list) =>
        list.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
