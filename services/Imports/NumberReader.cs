using System.Globalization;
using System.Text.RegularExpressions;

namespace Funnel.Imports;

/// <summary>The character before the decimals of a number.</summary>
public enum DecimalMark
{
    Point,
    Comma,
}

/// <summary>A number as it is written.</summary>
/// <param name="Currency">
/// The ISO 4217 code of the currency beside the number. Null if the text names no currency, or a symbol that several currencies use.
/// </param>
public readonly record struct WrittenNumber(decimal Value, string? Currency);

/// <summary>Reads numbers and amounts of money as exports and spreadsheets write them.</summary>
/// <remarks>
/// <c>1234.5</c>, <c>$1,234.50</c>, <c>1.234,50 €</c>, <c>1 234,50</c>, <c>1'234.50</c>, <c>(1,234.00)</c>, <c>EUR 1.2E3</c>. A number
/// with one mark and three digits behind it, such as <c>1.234</c>, means two numbers; the other numbers of the column decide, or the
/// caller does.
/// </remarks>
public static partial class NumberReader
{
    private static readonly Dictionary<string, string> Symbols = new() { ["€"] = "EUR", ["£"] = "GBP", ["₹"] = "INR", ["₩"] = "KRW",
        ["₽"] = "RUB", ["₺"] = "TRY", ["₴"] = "UAH", ["₫"] = "VND", ["₪"] = "ILS", ["zł"] = "PLN", ["Kč"] = "CZK" };

    /// <param name="text">The text of the field.</param>
    /// <param name="asked">The mark that all numbers have; null if each number may have its own.</param>
    /// <param name="likely">The mark of a number that has two meanings.</param>
    /// <param name="number">The number.</param>
    public static bool TryRead(string text, DecimalMark? asked, DecimalMark? likely, out WrittenNumber number)
    {
        number = default;
        var match = Shape().Match(text.Trim());
        if (!match.Success || DigitsOf(match.Groups["digits"].Value, asked, likely) is not { } digits
            || !decimal.TryParse(digits + match.Groups["power"].Value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        var isNegative = match.Groups["minus"].Success || match.Groups["open"].Success;
        var unit = match.Groups["unit"].Value;
        var currency = Symbols.GetValueOrDefault(unit) ?? (Code().IsMatch(unit) ? unit.ToUpperInvariant() : null);
        number = new(isNegative ? -value : value, currency);
        return true;
    }

    /// <returns>The decimal mark that the text proves to have; null if it proves none.</returns>
    public static DecimalMark? EvidenceOf(string text)
    {
        var digits = Shape().Match(text.Trim()) is { Success: true } match ? match.Groups["digits"].Value : "";
        var (point, comma) = (digits.LastIndexOf('.'), digits.LastIndexOf(','));
        return point < 0 && comma < 0 || IsUnclear(digits) ? null
            : point >= 0 && comma >= 0 ? (point > comma ? DecimalMark.Point : DecimalMark.Comma)
            : digits.Count(character => character is '.' or ',') > 1 ? (point >= 0 ? DecimalMark.Comma : DecimalMark.Point)
            : point >= 0 ? DecimalMark.Point : DecimalMark.Comma;
    }

    /// <summary>One mark with one to three digits before it and three behind it.</summary>
    private static bool IsUnclear(string digits) => Grouped().IsMatch(digits) && digits.Count(one => one is '.' or ',') == 1;

    /// <returns>The digits with a decimal point and without groups; null if the groups are wrong.</returns>
    private static string? DigitsOf(string digits, DecimalMark? asked, DecimalMark? likely)
    {
        var mark = asked ?? EvidenceOf(digits) ?? likely ?? DecimalMark.Point;
        var (decimals, group) = mark == DecimalMark.Point ? ('.', ',') : (',', '.');
        var parts = digits.Split(decimals);
        if (parts.Length > 2 || (parts.Length == 2 && !parts[1].All(char.IsAsciiDigit)))
        {
            return null;
        }

        var groups = parts[0].Split(group, ' ', '\u00A0', '\u202F', '\u2009', '\'', '’');
        // India groups by two digits: 12,34,567. The last group has three digits everywhere.
        var isGrouped = groups.Length == 1
            || (groups[0].Length is >= 1 and <= 3 && groups[^1].Length == 3 && groups[1..^1].All(one => one.Length is 2 or 3));
        return isGrouped && groups.All(one => one.All(char.IsAsciiDigit))
            ? string.Concat(groups) + (parts.Length == 2 ? $".{parts[1]}" : "")
            : null;
    }

    [GeneratedRegex("""
        ^(?<open>\()?(?<minus>[-−])?\ ?(?<unit>[\p{Sc}]|[A-Za-z]{1,3}\$|[A-Za-z]{3})?[\ \u00A0]?(?<minus>[-−])?
        (?<digits>[0-9.,][0-9.,'’\ \u00A0\u202F\u2009]*?)(?<power>[eE][-+]?[0-9]{1,2})?
        [\ \u00A0\u202F]?(?<unit>[\p{Sc}]|zł|Kč|[A-Za-z]{3})?(?<minus>[-−])?(?(open)\))$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Shape();

    [GeneratedRegex("^[0-9]{1,3}[.,][0-9]{3}$")]
    private static partial Regex Grouped();

    [GeneratedRegex("^[A-Za-z]{3}$")]
    private static partial Regex Code();
}

/// <summary>Collects what the numbers of a column say about their decimal mark.</summary>
public sealed class DecimalMarks
{
    private bool hasPoint, hasComma;

    /// <summary>The mark of the column; null if no number or two contradicting numbers decide.</summary>
    public DecimalMark? Mark => hasPoint == hasComma ? null : hasPoint ? DecimalMark.Point : DecimalMark.Comma;

    public void Add(string text)
    {
        var mark = NumberReader.EvidenceOf(text);
        hasPoint |= mark == DecimalMark.Point;
        hasComma |= mark == DecimalMark.Comma;
    }
}
