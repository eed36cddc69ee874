using System.Globalization;
using System.Text;

namespace Funnel.Sales.Quotes;

/// <summary>A part of a line that is written in one direction.</summary>
internal readonly record struct DirectedText(string Text, bool IsRightToLeft);

/// <summary>Orders the parts of a line as they are seen, for lines that mix scripts of both directions.</summary>
/// <remarks>
/// The rules of the Unicode bidirectional algorithm (UAX 9) that a line without formatting characters needs:
/// 1. The first letter with a direction decides the direction of the line.
/// 2. Letters have the direction of their script. Digits run from left to right, also in a text from right to left.
/// 3. Other characters take the direction of both neighbours if it is the same, else that of the line.
/// 4. From the innermost level outwards, the order of the parts is reversed.
/// </remarks>
internal static class TextDirection
{
    private enum Kind
    {
        Neutral,
        Left,
        Right,
        Number,
    }

    public static bool IsRightToLeft(string text) =>
        text.EnumerateRunes().Select(KindOf).FirstOrDefault(kind => kind is Kind.Left or Kind.Right) == Kind.Right;

    public static bool IsMark(Rune letter) =>
        Rune.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    public static List<DirectedText> InVisualOrder(string text)
    {
        Rune[] letters = [.. text.EnumerateRunes()];
        var levels = LevelsOf(letters, IsRightToLeft(text));
        List<(int Level, StringBuilder Text)> parts = [];
        foreach (var (place, letter) in letters.Index())
        {
            if (parts.Count == 0 || parts[^1].Level != levels[place])
            {
                parts.Add((levels[place], new()));
            }

            parts[^1].Text.Append(letter);
        }

        for (var level = 2; level >= 1; level--)
        {
            for (var from = 0; from < parts.Count; from++)
            {
                var until = from;
                while (until < parts.Count && parts[until].Level >= level)
                {
                    until++;
                }

                parts.Reverse(from, until - from);
                from = Math.Max(from, until - 1);
            }
        }

        return parts.ConvertAll(part => new DirectedText(part.Text.ToString(), part.Level == 1));
    }

    /// <summary>0 and 2 run from left to right, 1 from right to left.</summary>
    private static int[] LevelsOf(Rune[] letters, bool isRightToLeft)
    {
        var kinds = KindsOf(letters);
        var (line, outer) = (isRightToLeft ? Kind.Right : Kind.Left, isRightToLeft ? 2 : 0);
        var (levels, strong) = (new int[letters.Length], line);
        for (var place = 0; place < letters.Length; place++)
        {
            if (kinds[place] == Kind.Number)
            {
                // For its neighbours, a number is a part of the text that it stands in.
                (levels[place], kinds[place]) = (strong == Kind.Right ? 2 : outer, strong);
            }
            else if (kinds[place] != Kind.Neutral)
            {
                strong = kinds[place];
                levels[place] = strong == Kind.Right ? 1 : outer;
            }
        }

        for (var place = 0; place < letters.Length; place++)
        {
            if (kinds[place] == Kind.Neutral)
            {
                var next = Array.FindIndex(kinds, place, kind => kind != Kind.Neutral);
                var (before, after) = (place == 0 ? line : kinds[place - 1], next < 0 ? line : kinds[next]);
                kinds[place] = before == after ? before : line;
                levels[place] = kinds[place] == Kind.Right ? 1 : outer;
            }
        }

        return levels;
    }

    private static Kind[] KindsOf(Rune[] letters)
    {
        Kind[] kinds = [.. letters.Select(KindOf)];
        for (var place = 1; place < kinds.Length; place++)
        {
            var isBetweenDigits = kinds[place - 1] == Kind.Number && place + 1 < kinds.Length && kinds[place + 1] == Kind.Number
                && letters[place].Value is '.' or ',' or ':' or '/';
            kinds[place] = IsMark(letters[place]) ? kinds[place - 1] : isBetweenDigits ? Kind.Number : kinds[place];
        }

        return kinds;
    }

    private static Kind KindOf(Rune letter) =>
        Rune.IsDigit(letter) ? Kind.Number
        : !Rune.IsLetter(letter) ? Kind.Neutral
        : letter.Value is (>= 0x590 and <= 0x8FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFF)
            or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF) ? Kind.Right
        : Kind.Left;
}
