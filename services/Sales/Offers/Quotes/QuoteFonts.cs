using PdfSharp.Drawing;
using PdfSharp.Fonts;
using PdfSharp.Pdf;

namespace Funnel.Sales.Quotes;

/// <summary>Provides the embedded font DejaVu Sans, because a server may have no fonts.</summary>
/// <remarks>The font covers the scripts of Europe, the Caucasus and the Middle East. It draws other characters as boxes.</remarks>
internal sealed class QuoteFonts : IFontResolver
{
    private const string Family = "DejaVu Sans";

    private static readonly Lock Settings = new();

    public static XFont Of(double size, bool bold = false)
    {
        lock (Settings)
        {
            GlobalFontSettings.FontResolver ??= new QuoteFonts();
        }

        return new(Family, size, bold ? XFontStyleEx.Bold : XFontStyleEx.Regular, new XPdfFontOptions(PdfFontEncoding.Unicode));
    }

    public FontResolverInfo ResolveTypeface(string familyName, bool bold, bool italic) => new(bold ? "DejaVuSans-Bold" : "DejaVuSans");

    public byte[] GetFont(string faceName)
    {
        using var file = typeof(QuoteFonts).Assembly.GetManifestResourceStream($"{faceName}.ttf")
            ?? throw new InvalidOperationException($"The font {faceName} is not embedded in the service.");
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}
