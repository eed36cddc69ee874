using System.Text;
using HarfBuzzSharp;
using Microsoft.Extensions.Options;
using SkiaSharp;

namespace Funnel.Sales.Quotes;

/// <summary>The fonts of the documents, in the order in which they are tried for a character.</summary>
/// <remarks>
/// The service brings its own fonts, because a server may have none. DejaVu Sans has the scripts of Europe, the Caucasus and the
/// Middle East. WenQuanYi Micro Hei has Chinese, Japanese and Korean. The setting <c>Quotes:FontFolder</c> adds fonts for further
/// scripts. A character that no font has is drawn as the replacement character.
/// </remarks>
internal sealed class QuoteFonts : IDisposable
{
    private static readonly Rune Replacement = new(0xFFFD);

    private readonly List<QuoteFont> regular, bold;

    public QuoteFonts(IOptions<QuoteOptions> options)
    {
        var fallback = QuoteFont.Embedded("wqy-microhei.ttc");
        List<QuoteFont> further = options.Value.FontFolder is { Length: > 0 } folder
            ? [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(IsFont).Order(StringComparer.Ordinal)
                .Select(file => new QuoteFont(SKData.Create(file)))]
            : [];
        regular = [QuoteFont.Embedded("DejaVuSans.ttf"), fallback, .. further];
        bold = [QuoteFont.Embedded("DejaVuSans-Bold.ttf"), fallback, .. further];
    }

    /// <summary>The first font that has the character, and the character that it draws.</summary>
    public (QuoteFont Font, Rune Drawn) Find(Rune letter, bool isBold)
    {
        var fonts = isBold ? bold : regular;
        return fonts.Find(font => font.Has(letter)) is { } found ? (found, letter) : (fonts[0], Replacement);
    }

    public void Dispose() => regular.Union(bold).ToList().ForEach(font => font.Dispose());

    private static bool IsFont(string file) =>
        Path.GetExtension(file).ToLowerInvariant() is ".ttf" or ".otf" or ".ttc";
}

/// <summary>A font file, for Skia which draws glyphs and for HarfBuzz which chooses and places them.</summary>
internal sealed class QuoteFont : IDisposable
{
    private readonly SKData file;
    private readonly Font shaper;

    public QuoteFont(SKData file)
    {
        Typeface = SKTypeface.FromData(file) ?? throw new InvalidOperationException("A font file of the quotes cannot be read.");
        // HarfBuzz reads the memory of the file, which must not move: managed memory would.
        this.file = file;
        using var blob = new Blob(file.Data, (int)file.Size, MemoryMode.ReadOnly);
        using var face = new Face(blob, 0);
        UnitsPerEm = face.UnitsPerEm;
        shaper = new Font(face);
        shaper.SetFunctionsOpenType();
    }

    public SKTypeface Typeface { get; }

    public int UnitsPerEm { get; }

    public static QuoteFont Embedded(string name)
    {
        using var file = typeof(QuoteFont).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The font {name} is not embedded in the service.");
        return new(SKData.Create(file));
    }

    public void Dispose()
    {
        shaper.Dispose();
        Typeface.Dispose();
        file.Dispose();
    }

    public bool Has(Rune letter) => shaper.TryGetGlyph(letter.Value, out _);

    /// <summary>The glyphs of a text of one direction, from left to right.</summary>
    /// <remarks>Ligatures such as fi are off: they look the same here, and a reader of the file searches for the letters.</remarks>
    public GlyphRun Shape(string text, bool isRightToLeft)
    {
        using var buffer = new HarfBuzzSharp.Buffer();
        buffer.AddUtf16(text);
        buffer.GuessSegmentProperties();
        buffer.Direction = isRightToLeft ? Direction.RightToLeft : Direction.LeftToRight;
        shaper.Shape(buffer, new Feature(Tag.Parse("liga"), 0), new Feature(Tag.Parse("clig"), 0));
        var (infos, places) = (buffer.GlyphInfos, buffer.GlyphPositions);
        var (glyphs, points, end) = (new ushort[infos.Length], new SKPoint[infos.Length], 0f);
        for (var place = 0; place < infos.Length; place++)
        {
            glyphs[place] = (ushort)infos[place].Codepoint;
            points[place] = new((end + places[place].XOffset) / UnitsPerEm, -(float)places[place].YOffset / UnitsPerEm);
            end += places[place].XAdvance;
        }

        return new(this, glyphs, points, end / UnitsPerEm);
    }
}

/// <summary>Glyphs of one font, from left to right, in a size of one point.</summary>
/// <param name="Points">Where each glyph starts.</param>
internal sealed record GlyphRun(QuoteFont Font, ushort[] Glyphs, SKPoint[] Points, float Width);
