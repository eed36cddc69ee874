using System.Globalization;
using System.Text;
using SkiaSharp;

namespace Funnel.Sales.Quotes;

/// <summary>A row of the table as text.</summary>
internal sealed record QuotePdfRow(string Position, string Description, string Quantity, string UnitPrice, string Discount, string Tax,
    string Amount)
{
    /// <summary>The cells after the description.</summary>
    public string[] Cells => [Quantity, UnitPrice, Discount, Tax, Amount];
}

/// <summary>Lays out A4 pages from top to bottom. A table that continues on the next page repeats its head there.</summary>
internal sealed class QuotePdfLayout(QuoteText glyphs, string name)
{
    private const double PageWidth = 595, PageHeight = 842, Left = 50, Right = 545, Top = 50, Bottom = 770, Size = 8.5;

    /// <summary>The space between two columns, the left edge of the description, and its smallest width.</summary>
    private const double Gap = 10, Description = Left + 26, LeastDescription = 150;

    private readonly List<List<Drawn>> pages = [[]];
    private double y = Top;

    public void Head(string seller, IEnumerable<string> address, string title, IEnumerable<string> facts)
    {
        var (left, right) = (Block(seller, address, Left, toRight: false), Block(title, facts, Right, toRight: true));
        y = Math.Max(left, right) + 24;
    }

    /// <summary>Writes a paragraph with line breaks.</summary>
    public void Text(string text, double size, bool bold = false)
    {
        y += size * 0.5;
        foreach (var line in text.Split('\n').SelectMany(paragraph => Wrap(paragraph, Right - Left, size, bold)))
        {
            Reserve(size * 1.4);
            Start(line, Left, y, Right - Left, size, bold);
            y += size * 1.4;
        }
    }

    public void Rows(string amountTitle, IReadOnlyList<QuotePdfRow> rows)
    {
        y += 16;
        string[] titles = ["Quantity", "Unit price", "Discount", "Tax", amountTitle];
        var columns = ColumnsOf(titles, rows);
        var width = columns[0].End - columns[0].Width - Gap - Description;
        TableHead(titles, columns);
        foreach (var row in rows)
        {
            var lines = Wrap(row.Description, width, Size, bold: false);
            if (Reserve((lines.Count * 12) + 4))
            {
                TableHead(titles, columns);
            }

            Put(row.Position, Left, y, 22, Size);
            Cells(row.Cells, columns, bold: false);
            foreach (var line in lines)
            {
                Start(line, Description, y, width, Size);
                y += 12;
            }

            y += 4;
        }

        Rule(Left, Right);
    }

    public void Total(string label, string amount, bool isTotal)
    {
        Reserve(16);
        Put(label, Right - 110, y, 300, 9, isTotal, toRight: true);
        Put(amount, Right, y, 100, 9, isTotal, toRight: true);
        y += 15;
    }

    /// <summary>Adds a place for a signature of each side. Both stand on one page.</summary>
    public void Signatures(string left, string right)
    {
        y += 20;
        Reserve(75);
        foreach (var (who, from) in new[] { (left, Left), (right, Left + 260) })
        {
            Start(who, from, y, 235, 9, bold: true);
            foreach (var (label, line, width) in new[] { ("Place, date", from, 100d), ("Name, signature", from + 110, 125d) })
            {
                pages[^1].Add(new([], line, y + 50, 0, width));
                Put(label, line, y + 53, width, 7.5);
            }
        }

        y += 75;
    }

    /// <summary>Adds the page numbers and returns the file.</summary>
    public byte[] Close()
    {
        using var file = new MemoryStream();
        using (var document = SKDocument.CreatePdf(file, new SKDocumentPdfMetadata { Title = name, Producer = "Funnel" }))
        using (var paint = new SKPaint { Color = SKColors.Black, IsAntialias = true })
        using (var gray = new SKPaint { Color = SKColors.Gray, StrokeWidth = 0.5f })
        {
            foreach (var (number, page) in pages.Index())
            {
                var text = string.Create(CultureInfo.InvariantCulture, $"{name}, page {number + 1} of {pages.Count}");
                page.Add(Line(text, Right, 800, Right - Left, 7.5, bold: false, toRight: true));
                using var canvas = document.BeginPage((float)PageWidth, (float)PageHeight);
                page.ForEach(drawn => Draw(canvas, drawn, drawn.Runs.Count == 0 ? gray : paint));
                document.EndPage();
            }

            document.Close();
        }

        return file.ToArray();
    }

    private static void Draw(SKCanvas canvas, Drawn drawn, SKPaint paint)
    {
        var x = (float)drawn.X;
        if (drawn.Runs.Count == 0)
        {
            canvas.DrawLine(x, (float)drawn.Y, (float)(drawn.X + drawn.RuleWidth), (float)drawn.Y, paint);
        }

        foreach (var run in drawn.Runs)
        {
            var size = (float)drawn.Size;
            using var font = new SKFont(run.Font.Typeface, size) { Subpixel = true, Hinting = SKFontHinting.None };
            using var text = new SKTextBlobBuilder();
            text.AddPositionedRun(run.Glyphs, font, [.. run.Points.Select(point => new SKPoint(point.X * size, point.Y * size))]);
            using var blob = text.Build();
            canvas.DrawText(blob, x, (float)drawn.Y, paint);
            x += run.Width * size;
        }
    }

    /// <summary>A title and lines below it. Returns where they end.</summary>
    private double Block(string title, IEnumerable<string> lines, double x, bool toRight)
    {
        Put(title, x, y, toRight ? 220 : 260, 14, bold: true, toRight);
        var below = y + 18;
        foreach (var line in lines)
        {
            Put(line, x, below, toRight ? 220 : 260, 9, toRight: toRight);
            below += 12;
        }

        return below;
    }

    /// <summary>
    /// The right edges and the widths of the columns after the description. Each is as wide as its widest text; if they leave the
    /// description too little, they shrink together and their texts with them.
    /// </summary>
    private (double End, double Width)[] ColumnsOf(string[] titles, IReadOnlyList<QuotePdfRow> rows)
    {
        double[] wanted = [.. titles.Select((title, column) =>
            Math.Max(Width(title, bold: true), rows.Select(row => Width(row.Cells[column], bold: false)).DefaultIfEmpty().Max()))];
        var most = Right - Description - LeastDescription - (Gap * titles.Length);
        var scale = Math.Min(1, most / wanted.Sum());
        var columns = new (double End, double Width)[titles.Length];
        var end = Right;
        for (var column = titles.Length - 1; column >= 0; column--)
        {
            columns[column] = (end, wanted[column] * scale);
            end -= columns[column].Width + Gap;
        }

        return columns;

        double Width(string text, bool bold) => glyphs.Width(QuoteText.Visible(text), bold) * Size;
    }

    private void TableHead(string[] titles, (double End, double Width)[] columns)
    {
        Put("Description", Description, y, LeastDescription, Size, bold: true);
        Cells(titles, columns, bold: true);
        y += 13;
        Rule(Left, Right);
    }

    private void Cells(string[] texts, (double End, double Width)[] columns, bool bold)
    {
        foreach (var (column, text) in texts.Index())
        {
            Put(text, columns[column].End, y, columns[column].Width, Size, bold, toRight: true);
        }
    }

    private void Rule(double from, double until)
    {
        pages[^1].Add(new([], from, y, 0, until - from));
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

        pages.Add([]);
        y = Top;
        return true;
    }

    /// <summary>Writes one line from the side on which its script starts.</summary>
    private void Start(string text, double x, double top, double width, double size, bool bold = false)
    {
        var toRight = TextDirection.IsRightToLeft(text);
        Put(text, toRight ? x + width : x, top, width, size, bold, toRight);
    }

    private void Put(string text, double x, double top, double width, double size, bool bold = false, bool toRight = false)
    {
        if (Line(text, x, top, width, size, bold, toRight) is { Runs.Count: > 0 } line)
        {
            pages[^1].Add(line);
        }
    }

    /// <summary>One line, in a smaller size if it is wider than the available width.</summary>
    private Drawn Line(string text, double x, double top, double width, double size, bool bold, bool toRight)
    {
        var runs = glyphs.Shape(QuoteText.Visible(text), bold);
        var wanted = runs.Sum(run => run.Width) * size;
        var shown = wanted > width ? size * width / wanted : size;
        return new(runs, toRight ? x - Math.Min(wanted, width) : x, top + size, shown);
    }

    private List<string> Wrap(string text, double width, double size, bool bold)
    {
        List<string> lines = [];
        var (line, end) = (new StringBuilder(), 0d);
        foreach (var word in QuoteText.Visible(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && end + WidthOf(" " + word) > width)
            {
                Break();
            }

            // A word that is wider than a line is split at the end of the line.
            foreach (var letter in (line.Length > 0 ? " " + word : word).EnumerateRunes())
            {
                var wide = glyphs.Width(letter, bold) * size;
                if (line.Length > 0 && end + wide > width && !TextDirection.IsMark(letter))
                {
                    Break();
                }

                line.Append(letter);
                end += wide;
            }
        }

        Break();
        return lines;

        double WidthOf(string word) => word.EnumerateRunes().Sum(letter => glyphs.Width(letter, bold)) * size;

        void Break()
        {
            lines.Add(line.ToString());
            line.Clear();
            end = 0;
        }
    }

    /// <summary>A line of text at its baseline; without glyphs, a rule.</summary>
    private sealed record Drawn(List<GlyphRun> Runs, double X, double Y, double Size, double RuleWidth = 0);
}
