using System.Globalization;
using System.Text;

namespace Funnel.Sales.Quotes;

/// <summary>Turns a line of text into glyphs: by direction, and within a direction by font.</summary>
internal sealed class QuoteText(QuoteFonts fonts)
{
    private readonly Dictionary<(Rune Letter, bool Bold), double> widths = [];

    /// <summary>The glyphs of a line, from left to right.</summary>
    public List<GlyphRun> Shape(string text, bool bold)
    {
        List<GlyphRun> line = [];
        foreach (var (directed, isRightToLeft) in TextDirection.InVisualOrder(text))
        {
            List<GlyphRun> runs = [.. SplitByFont(directed, bold).Select(part => part.Font.Shape(part.Text, isRightToLeft))];
            if (isRightToLeft)
            {
                runs.Reverse();
            }

            line.AddRange(runs);
        }

        return line;
    }

    public double Width(string text, bool bold) => Shape(text, bold).Sum(run => run.Width);

    /// <summary>The width of a character that stands alone, in a size of one point.</summary>
    public double Width(Rune letter, bool bold)
    {
        if (!widths.TryGetValue((letter, bold), out var width))
        {
            widths[(letter, bold)] = width = Width(letter.ToString(), bold);
        }

        return width;
    }

    /// <summary>
    /// Removes control characters and invisible format characters, such as changes of the writing direction. Accents and their letters
    /// become one character, if there is one.
    /// </summary>
    public static string Visible(string text) => string.Concat(text.EnumerateRunes().Select(letter =>
        Rune.IsWhiteSpace(letter)
            ? " "
            : Rune.GetUnicodeCategory(letter) is UnicodeCategory.Control or UnicodeCategory.Format ? "" : letter.ToString()))
        .Normalize();

    /// <summary>Parts of one font each. A combining mark stays in the font of its letter, so that it can be placed on it.</summary>
    private IEnumerable<(QuoteFont Font, string Text)> SplitByFont(string text, bool bold)
    {
        var (part, current) = (new StringBuilder(), (QuoteFont?)null);
        foreach (var letter in text.EnumerateRunes())
        {
            var (font, drawn) = fonts.Find(letter, bold);
            if (current is not null && font != current && !(TextDirection.IsMark(letter) && current.Has(letter)))
            {
                yield return (current, part.ToString());
                part.Clear();
                current = font;
            }

            current ??= font;
            part.Append(drawn);
        }

        if (current is not null)
        {
            yield return (current, part.ToString());
        }
    }
}
