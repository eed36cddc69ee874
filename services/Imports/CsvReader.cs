using System.Text;
using System.Text.Unicode;

namespace Funnel.Imports;

/// <summary>
/// Reads CSV (RFC 4180) from a stream in constant memory: UTF-8, with or without byte order mark; lines end in LF, CRLF or CR.
/// </summary>
/// <remarks>
/// 1. Parse one record from the start of the buffer. If it is incomplete, read more and parse it again.
/// 2. An unreadable record costs one line. A quoted field without closing quote, with text after it, or longer than
///    <see cref="LongestRecord"/> bytes fails the line on which the record began, and reading goes on with the next line.
/// 3. Bytes become text last, so that a record in another encoding fails alone. If nothing says which charset the file has, records that
///    are not UTF-8 are read as Windows-1252, as long as no earlier record has shown that the file is UTF-8.
/// 4. A byte order mark at the beginning of a record or field is dropped: files that were put together have marks inside.
/// </remarks>
internal sealed class CsvReader(Stream file, byte? separator = null, bool mayBeWindows = false)
{
    /// <summary>The maximum length of a record in bytes. No valid row of a spreadsheet is that long.</summary>
    public const int LongestRecord = 64 * 1024;

    private const byte Quote = (byte)'"', Cr = (byte)'\r', Lf = (byte)'\n';

    private static ReadOnlySpan<byte> Separators => ",;\t|"u8;

    private readonly byte[] buffer = new byte[4 * LongestRecord];
    private readonly List<(int Start, int Length, bool HasQuotes, bool IsWhole)> found = [];
    private readonly byte[] unquoted = new byte[LongestRecord];
    private byte? separator = separator;
    private bool mayBeWindows = mayBeWindows, isDecided;
    private int start, end, line = 1;
    private bool hasBegun, isOver, isSkipping;

    /// <summary>The number of bytes that were read.</summary>
    public long Bytes { get; private set; }

    /// <returns>The next record, or null at the end. Empty lines are skipped.</returns>
    public async ValueTask<CsvRecord?> Read(CancellationToken cancellation)
    {
        while (true)
        {
            if (!hasBegun && (end - start >= LongestRecord || isOver))
            {
                FindSeparator();
            }

            var isLongest = end - start >= LongestRecord;
            if (isSkipping && end > start)
            {
                SkipLine();
            }
            else if (hasBegun && end > start && Parse(isOver) is { } length)
            {
                if ((found.TrueForAll(field => field.IsWhole) ? Record(length) : Record(PhysicalLine(), RecordFault.TextBehindQuote))
                    is { } record)
                {
                    return record;
                }
            }
            else if (isOver && end == start)
            {
                return null;
            }
            else if (hasBegun && (isOver || isLongest))
            {
                var lost = PhysicalLine();
                isSkipping = buffer[start + lost - 1] is not (Cr or Lf);
                return Record(lost, isLongest ? RecordFault.TooLong : RecordFault.QuoteNotClosed);
            }
            else
            {
                await Fill(cancellation);
            }
        }
    }

    /// <summary>Skips the rest of a line that was too long.</summary>
    private void SkipLine()
    {
        var at = buffer.AsSpan(start, end - start).IndexOfAny(Cr, Lf);
        isSkipping = at < 0;
        start = at < 0 ? end : start + at;
    }

    private async ValueTask Fill(CancellationToken cancellation)
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        var read = await file.ReadAsync(buffer.AsMemory(end), cancellation);
        (end, Bytes, isOver) = (end + read, Bytes + read, read == 0);
    }

    /// <summary>
    /// Skips a first line such as <c>sep=;</c>, which names the separator. Without such a line, the separator is the character that
    /// occurs most often outside the quotes of the header.
    /// </summary>
    private void FindSeparator()
    {
        hasBegun = true;
        SkipMark();
        var first = buffer.AsSpan(start, PhysicalLine());
        var told = first.Trim("\"\r\n"u8);
        if (told.Length == 5 && told.StartsWith("sep="u8) && Separators.Contains(told[4]))
        {
            separator ??= told[4];
            (start, line) = (start + first.Length, line + 1);
        }

        separator ??= MostFrequentSeparator(buffer.AsSpan(start, Math.Min(end - start, LongestRecord)));
    }

    private static byte MostFrequentSeparator(ReadOnlySpan<byte> header)
    {
        var (counts, isQuoted, isFieldStart) = (new int[Separators.Length], false, true);
        foreach (var character in header)
        {
            if (character == Quote && (isQuoted || isFieldStart))
            {
                // Two quotes inside a field close it and open it again.
                (isQuoted, isFieldStart) = (!isQuoted, isQuoted);
                continue;
            }

            if (!isQuoted && character is Cr or Lf)
            {
                break;
            }

            var at = isQuoted ? -1 : Separators.IndexOf(character);
            isFieldStart = at >= 0;
            if (at >= 0)
            {
                counts[at]++;
            }
        }

        // The comma comes first, so that it wins a tie.
        return Separators[Array.IndexOf(counts, counts.Max())];
    }

    private void SkipMark() => start += buffer.AsSpan(start, end - start).StartsWith("\uFEFF"u8) ? 3 : 0;

    /// <summary>Finds the fields of the record at the start.</summary>
    /// <returns>The length of the record with its line end, or null if the record is incomplete.</returns>
    private int? Parse(bool isLast)
    {
        found.Clear();
        SkipMark();
        var text = buffer.AsSpan(start, Math.Min(end - start, LongestRecord));
        for (var at = 0; ;)
        {
            var (from, closed, hasQuotes) = (at, 0, at < text.Length && text[at] == Quote);
            if (hasQuotes)
            {
                // After a closing quote the field ends. Two quotes are one quote of the text.
                for (at++; ; at += 2)
                {
                    var next = text[at..].IndexOf(Quote);
                    if (next < 0)
                    {
                        return null;
                    }

                    at += next;
                    if (at + 1 >= text.Length || text[at + 1] != Quote)
                    {
                        break;
                    }
                }

                closed = ++at;
            }

            var rest = text[at..].IndexOfAny(separator!.Value, Cr, Lf);
            if (rest < 0 && !(isLast && text.Length == end - start))
            {
                return null;
            }

            at = rest < 0 ? text.Length : at + rest;
            found.Add((from, at - from, hasQuotes, !hasQuotes || at == closed));
            if (at == text.Length)
            {
                return at;
            }

            if (text[at++] == separator)
            {
                continue;
            }

            return text[at - 1] == Lf ? at
                : at < text.Length ? at + (text[at] == Lf ? 1 : 0)
                : isLast && text.Length == end - start ? at : null;
        }
    }

    private int PhysicalLine()
    {
        var text = buffer.AsSpan(start, Math.Min(end - start, LongestRecord));
        var at = text.IndexOfAny(Cr, Lf);
        return at < 0 ? text.Length : at + (text[at] == Cr && at + 1 < text.Length && text[at + 1] == Lf ? 2 : 1);
    }

    /// <returns>The record; null for an empty line.</returns>
    private CsvRecord? Record(int length, RecordFault? error = null)
    {
        var text = buffer.AsSpan(start, length);
        var first = line;
        (start, line) = (start + length, line + Lines(text));
        if (error is not null)
        {
            return new(first, error);
        }

        if (found is [{ Length: 0 }])
        {
            return null;
        }

        var isWindows = !Utf8.IsValid(text);
        if (isWindows && !mayBeWindows)
        {
            return new(first, RecordFault.NotUtf8);
        }

        // The first letter beyond ASCII decides for the whole file.
        if (!isDecided && !Ascii.IsValid(text))
        {
            (isDecided, mayBeWindows) = (true, isWindows);
        }

        var charset = isWindows ? Charset.Windows1252 : Encoding.UTF8;

        var fields = new string[found.Count];
        for (var at = 0; at < fields.Length; at++)
        {
            var field = text.Slice(found[at].Start, found[at].Length);
            fields[at] = charset.GetString(found[at].HasQuotes ? Unquote(field[1..^1]) : field).TrimStart('\uFEFF');
            foreach (var character in fields[at])
            {
                if (char.IsControl(character) && character is not ('\n' or '\r' or '\t'))
                {
                    return new(first, RecordFault.Unclean(at + 1, character));
                }
            }
        }

        return new(first, fields);
    }

    private ReadOnlySpan<byte> Unquote(ReadOnlySpan<byte> field)
    {
        var length = 0;
        for (int next; (next = field.IndexOf(Quote)) >= 0; field = field[(next + 2)..])
        {
            field[..(next + 1)].CopyTo(unquoted.AsSpan(length));
            length += next + 1;
        }

        field.CopyTo(unquoted.AsSpan(length));
        return unquoted.AsSpan(0, length + field.Length);
    }

    private static int Lines(ReadOnlySpan<byte> text)
    {
        var lines = 0;
        for (int at; (at = text.IndexOfAny(Cr, Lf)) >= 0; lines++)
        {
            text = text[(at + (text[at] == Cr && at + 1 < text.Length && text[at + 1] == Lf ? 2 : 1))..];
        }

        return lines;
    }
}
