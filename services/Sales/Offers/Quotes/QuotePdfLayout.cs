using System.Globalization;
using System.Text;
using PdfSharp.Drawing;
using PdfSharp.Pdf;

namespace Funnel.Sales.Quotes;

/// <summary>A row of the table as text.</summary>
internal sealed record QuotePdfRow(string Position, string Description, string Quantity, string UnitPrice, string Discount, string Tax,
    string Amount);

/// <summary>Lays out A4 pages from top to bottom. A table that continues on the next page repeats its head there.</summary>
internal sealed class QuotePdfLayout : IDisposable
{
    private const double Left = 50, Right = 545, Top = 50, Bottom = 770, Size = 8.5;

    /// <summary>The right edges and the widths of the columns after the description.</summary>
    private static readonly (double End, double Width)[] Columns = [(305, 65), (385, 74), (432, 42), (468, 32), (Right, 72)];

    private readonly string name;
    private readonly PdfDocument document = new();
    private readonly Dictionary<(Rune Letter, bool Bold), double> widths = [];
    private XGraphics page;
    private double y = Top;

    public QuotePdfLayout(string name)
    {
        this.name = name;
        document.Info.Title = name;
        page = NewPage();
    }

    public void Head(string seller, string address, string title, IReadOnlyList<string> facts)
    {
        Put(seller, Left, y, 260, 14, bold: true);
        Put(title, Right, y, 220, 14, bold: true, toRight: true);
        var (left, right) = (y + 18, y + 18);
        foreach (var line in address.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            Put(line, Left, left, 260, 9);
            left += 12;
        }

        foreach (var fact in facts)
        {
            Put(fact, Right, right, 220, 9, toRight: true);
            right += 12;
        }

        y = Math.Max(left, right) + 24;
    }

    /// <summary>Writes a paragraph with line breaks.</summary>
    public void Text(string text, double size, bool bold = false)
    {
        y += size * 0.5;
        foreach (var line in text.Split('\n').SelectMany(paragraph => Wrap(paragraph, Right - Left, size, bold)))
        {
            Reserve(size * 1.4);
            Put(line, Left, y, Right - Left, size, bold);
            y += size * 1.4;
        }
    }

    public void Rows(string amountTitle, IEnumerable<QuotePdfRow> rows)
    {
        y += 16;
        TableHead(amountTitle);
        foreach (var row in rows)
        {
            var lines = Wrap(row.Description, Columns[0].End - Columns[0].Width - 80, Size, bold: false);
            if (Reserve((lines.Count * 12) + 4))
            {
                TableHead(amountTitle);
            }

            Put(row.Position, Left, y, 22, Size);
            Cells([row.Quantity, row.UnitPrice, row.Discount, row.Tax, row.Amount], bold: false);
            foreach (var line in lines)
            {
                Put(line, Left + 26, y, Columns[0].End - Columns[0].Width - 80, Size);
                y += 12;
            }

            y += 4;
        }

        Rule();
    }

    public void Total(string label, string amount, bool isTotal)
    {
        Reserve(16);
        Put(label, Right - 110, y, 300, 9, isTotal, toRight: true);
        Put(amount, Right, y, 100, 9, isTotal, toRight: true);
        y += 15;
    }

    /// <summary>Adds the page numbers and returns the file.</summary>
    public byte[] Close()
    {
        page.Dispose();
        foreach (var (number, last) in document.Pages.Cast<PdfPage>().Index())
        {
            using (page = XGraphics.FromPdfPage(last, XGraphicsPdfPageOptions.Append))
            {
                var text = string.Create(CultureInfo.InvariantCulture, $"{name}, page {number + 1} of {document.PageCount}");
                Put(text, Right, 800, Right - Left, 7.5, toRight: true);
            }
        }

        using var file = new MemoryStream();
        document.Save(file, closeStream: false);
        return file.ToArray();
    }

    public void Dispose()
    {
        page.Dispose();
        document.Dispose();
    }

    private void TableHead(string amountTitle)
    {
        Put("Description", Left + 26, y, 150, Size, bold: true);
        Cells(["Quantity", "Unit price", "Discount", "Tax", amountTitle], bold: true);
        y += 13;
        Rule();
    }

    private void Cells(ReadOnlySpan<string> texts, bool bold)
    {
        for (var cell = 0; cell < texts.Length; cell++)
        {
            Put(texts[cell], Columns[cell].End, y, Columns[cell].Width, Size, bold, toRight: true);
        }
    }

    private void Rule()
    {
        page.DrawLine(new XPen(XColors.Gray, 0.5), Left, y, Right, y);
        y += 5;
    }

    /// <summary>Starts a new page if the height does not fit on the current one.</summary>
    /// <returns>Whether a new page was started.</returns>
    private bool Reserve(double height)
    {
        if (y + height <= Bottom)
        {
            return false;
        }

        page.Dispose();
        page = NewPage();
        y = Top;
        return true;
    }

    private XGraphics NewPage()
    {
        var added = document.AddPage();
        (added.Width, added.Height) = (XUnit.FromPoint(595), XUnit.FromPoint(842));
        return XGraphics.FromPdfPage(added);
    }

    /// <summary>Writes one line, in a smaller size if it is wider than the available width.</summary>
    private void Put(string text, double x, double top, double width, double size, bool bold = false, bool toRight = false)
    {
        var visible = Visible(text);
        if (visible.Length == 0)
        {
            return;
        }

        var wanted = Width(visible, size, bold);
        var font = QuoteFonts.Of(wanted > width ? Math.Max(1, size * width / wanted) : size, bold);
        page.DrawString(visible, font, XBrushes.Black, x, top + size, toRight ? XStringFormats.BaseLineRight : XStringFormats.BaseLineLeft);
    }

    private List<string> Wrap(string text, double width, double size, bool bold)
    {
        List<string> lines = [];
        var (line, end) = (new StringBuilder(), 0d);
        foreach (var word in Visible(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && end + Width(" " + word, size, bold) > width)
            {
                Break();
            }

            // A word that is wider than a line is split at the end of the line.
            foreach (var letter in (line.Length > 0 ? " " + word : word).EnumerateRunes())
            {
                var wide = Width(letter, bold) * size;
                if (line.Length > 0 && end + wide > width)
                {
                    Break();
                }

                line.Append(letter);
                end += wide;
            }
        }

        Break();
        return lines;

        void Break()
        {
            lines.Add(line.ToString());
            line.Clear();
            end = 0;
        }
    }

    private double Width(string text, double size, bool bold) => text.EnumerateRunes().Sum(letter => Width(letter, bold)) * size;

    /// <summary>The width of a character in a size of one point.</summary>
    private double Width(Rune letter, bool bold)
    {
        if (!widths.TryGetValue((letter, bold), out var width))
        {
            widths[(letter, bold)] = width = page.MeasureString(letter.ToString(), QuoteFonts.Of(100, bold)).Width / 100;
        }

        return width;
    }

    /// <summary>Removes control characters and invisible format characters, such as changes of the writing direction.</summary>
    private static string Visible(string text) => string.Concat(text.EnumerateRunes().Select(letter =>
        Rune.IsWhiteSpace(letter)
            ? " "
            : Rune.GetUnicodeCategory(letter) is UnicodeCategory.Control or UnicodeCategory.Format ? "" : letter.ToString()));
}
