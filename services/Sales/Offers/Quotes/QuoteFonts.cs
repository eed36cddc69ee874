using PdfSharp.Drawing;
using PdfSharp.Fonts;
using PdfSharp.Pdf;

namespace Funnel.Sales.Quotes;

/// <summary>DejaVu Sans, which is within the service: a server may have no font at all.</summary>
/// <remarks>It has the letters of Europe, the Caucasus and the Middle East; what it has not is drawn as a box.</remarks>
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
            ?? throw new InvalidOperationException($"The font {faceName} is not within the service.");
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}
