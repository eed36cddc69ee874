using System.Text;

namespace Funnel.Values;

/// <summary>The two keys by which texts are compared.</summary>
/// <remarks>
/// The identity key is the same for texts that read the same: composed or decomposed, with invisible characters or without, in
/// capitals or not. Accents and ß tell texts apart. It is compared for equality, and stored under unique indexes.
/// The search key is coarser: accents are gone, ß is ss, and wide letters and ligatures are plain letters. It is only searched.
/// </remarks>
public static class TextKey
{
    private static readonly Dictionary<int, string> Plain = new()
    {
        ['ß'] = "ss", ['æ'] = "ae", ['œ'] = "oe", ['ø'] = "o", ['ł'] = "l", ['đ'] = "d", ['ð'] = "d", ['þ'] = "th", ['ħ'] = "h",
        ['ŧ'] = "t", ['ŋ'] = "n", ['ı'] = "i", ['ĸ'] = "k", ['ƒ'] = "f", ['ɨ'] = "i", ['ƀ'] = "b", ['ς'] = "σ",
        ['‘'] = "'", ['’'] = "'", ['ʼ'] = "'", ['ʻ'] = "'", ['“'] = "\"", ['”'] = "\"",
        ['‐'] = "-", ['–'] = "-", ['—'] = "-", ['−'] = "-",
    };

    /// <summary>
    /// The text in composed form, without invisible characters, in simple case folding, trimmed and with single spaces. It is empty
    /// if nothing visible is left.
    /// </summary>
    public static string Identity(string text)
    {
        if (IsAscii(text))
        {
            return OneSpaced(text.ToLowerInvariant());
        }

        // Folding works on decomposed text: so İ is i with a dot, composed or not. A folded letter may decompose once more.
        var folded = Unicode.Decompose(Visible(text)).Select(Unicode.Fold).ToList();
        return OneSpaced(Unicode.Write(Unicode.Compose(Unicode.Decompose(folded))));
    }

    /// <summary>The identity key, or null for a text without anything visible.</summary>
    public static string? IdentityOrNull(string? text) => text is not null && Identity(text) is { Length: > 0 } key ? key : null;

    public static bool AreSame(string? one, string? other) =>
        string.Equals(one, other, StringComparison.Ordinal) || (one is not null && other is not null && Identity(one) == Identity(other));

    /// <summary>The composed form of the text (NFC), unchanged otherwise.</summary>
    public static string Compose(string text) =>
        IsAscii(text) ? text : Unicode.Write(Unicode.Compose(Unicode.Decompose(text.EnumerateRunes().Select(rune => rune.Value))));

    /// <summary>The text as it is shown: composed, trimmed, and without characters that nobody sees.</summary>
    /// <remarks>
    /// Some letters have no composed form and become longer. A column may be too narrow for them, so they stay as they are.
    /// </remarks>
    public static string Show(string text)
    {
        if (IsAscii(text))
        {
            return text.Trim();
        }

        var composed = Compose(Unicode.Write(Visible(text))).Trim();
        return composed.Length <= text.Length ? composed : text.Trim();
    }

    /// <summary>The text as it is shown, or null for a text without anything visible.</summary>
    public static string? ShowOrNull(string? text) => text is not null && Show(text) is { Length: > 0 } shown ? shown : null;

    /// <summary>Plain letters in lower case: neither accents, nor ligatures, nor wide letters.</summary>
    public static string Search(string text)
    {
        if (IsAscii(text))
        {
            return OneSpaced(text.ToLowerInvariant());
        }

        var plain = new StringBuilder();
        foreach (var code in Unicode.Decompose(Visible(text), isCompatible: true).Where(code => !IsAccent(code)).Select(Unicode.Fold))
        {
            plain.Append(Plain.GetValueOrDefault(code) ?? new Rune(code).ToString());
        }

        var parts = Unicode.Decompose(plain.ToString().EnumerateRunes().Select(rune => rune.Value), isCompatible: true);
        return OneSpaced(Unicode.Write(Unicode.Compose([.. parts.Where(code => !IsAccent(code))])));
    }

    private static bool IsAscii(string text) => System.Text.Ascii.IsValid(text);

    private static IEnumerable<int> Visible(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsInvisible(rune.Value))
            {
                yield return rune.Value;
            }
        }
    }

    /// <summary>The characters that a reader cannot see (Default_Ignorable_Code_Point, and annotations), such as U+200B.</summary>
    private static bool IsInvisible(int code) => code is 0xAD or 0x34F or 0x61C or 0x115F or 0x1160 or 0x17B4 or 0x17B5
        or (>= 0x180B and <= 0x180F) or (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x206F)
        or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF or 0xFFA0 or (>= 0xFFF0 and <= 0xFFFB)
        or (>= 0x1BCA0 and <= 0x1BCA3) or (>= 0x1D173 and <= 0x1D17A) or (>= 0xE0000 and <= 0xE0FFF);

    /// <summary>
    /// Marks that stand for an accent or a point. In other scripts marks are vowels, which stay. So does U+0345, which folds to iota.
    /// </summary>
    private static bool IsAccent(int code) => code is (>= 0x300 and <= 0x344)
        or (>= 0x346 and <= 0x36F) or (>= 0x1AB0 and <= 0x1AFF) or (>= 0x1DC0 and <= 0x1DFF)
        or (>= 0x20D0 and <= 0x20FF) or (>= 0xFE20 and <= 0xFE2F) or (>= 0x591 and <= 0x5BD) or 0x5BF or 0x5C1 or 0x5C2 or 0x5C4
        or 0x5C5 or 0x5C7 or (>= 0x64B and <= 0x65F) or 0x670;

    private static string OneSpaced(string text)
    {
        if (!text.Any(char.IsWhiteSpace))
        {
            return text;
        }

        var spaced = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (!char.IsWhiteSpace(character))
            {
                spaced.Append(character);
            }
            else if (spaced.Length > 0 && spaced[^1] != ' ')
            {
                spaced.Append(' ');
            }
        }

        return spaced.ToString().TrimEnd(' ');
    }
}
