using System.Text;
using System.Text.Unicode;
using Funnel.ServiceDefaults;

namespace Funnel.Sales.Imports;

/// <summary>A record of the file.</summary>
/// <param name="Line">The line on which it begins, from 1.</param>
/// <param name="Fields">Absent where it could not be read.</param>
/// <param name="Wrong">Why it could not.</param>
internal sealed record CsvRecord(int Line, string[]? Fields, Refusal? Wrong);

/// <summary>Reads CSV (RFC 4180) as it comes, in constant memory: UTF-8, with or without its mark; lines end in LF, CRLF or CR.</summary>
/// <remarks>
/// 1. Parse one record from the start of the buffer; where it is not whole yet, read on and parse it again.
/// 2. What cannot be read is its own line's fault alone: a quote that is closed in the wrong place, not within
///    <see cref="LongestRecord"/> bytes, or nowhere, costs the line on which the record began, and reading goes on with the next.
/// 3. Bytes become text last, so that a record in another encoding is one error and not the end.
/// </remarks>
internal sealed class CsvReader(Stream file, byte? separator = null)
{
    /// <summary>In bytes: the largest that one opportunity can be, and much more.</summary>
    public const int LongestRecord = 64 * 1024;

    private const byte Quote = (byte)'"', Cr = (byte)'\r', Lf = (byte)'\n';

    private readonly byte[] buffer = new byte[4 * LongestRecord];
    private readonly List<(int Start, int Length, bool HasQuotes, bool IsWhole)> found = [];
    private readonly byte[] unquoted = new byte[LongestRecord];
    private byte? separator = separator;
    private int start, end, line = 1;
    private bool hasBegun, isOver, isSkipping;

    /// <summary>Read so far, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <returns>The next record; null behind the last one. Empty lines are none.</returns>
    public async ValueTask<CsvRecord?> Read(CancellationToken cancellation)
    {
        while (true)
        {
            if (!hasBegun && (end - start >= LongestRecord || isOver))
            {
                Begin();
            }

            var isLongest = end - start >= LongestRecord;
            if (isSkipping && end > start)
            {
                Skip();
            }
            else if (hasBegun && end > start && Parse(isOver) is { } length)
            {
                if ((found.TrueForAll(field => field.IsWhole) ? Take(length) : Take(PhysicalLine(), ImportRefusals.TextBehindQuote)) is { } record)
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
                return Take(lost, isLongest ? ImportRefusals.RecordTooLong : ImportRefusals.QuoteNotClosed);
            }
            else
            {
                await Fill(cancellation);
            }
        }
    }

    /// <summary>Leaves out the rest of a line that was too long.</summary>
    private void Skip()
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

    /// <summary>Leaves the mark out, and takes for the separator what stands most often in the first line.</summary>
    private void Begin()
    {
        hasBegun = true;
        start += buffer.AsSpan(start, end - start).StartsWith("\uFEFF"u8) ? 3 : 0;
        var head = buffer.AsSpan(start, PhysicalLine());
        var (semicolons, tabs, commas) = (head.Count((byte)';'), head.Count((byte)'\t'), head.Count((byte)','));
        separator ??= semicolons > commas && semicolons >= tabs ? (byte)';' : tabs > commas ? (byte)'\t' : (byte)',';
    }

    /// <summary>Finds the fields of the record at the start.</summary>
    /// <returns>Its length with the line's end; null where it is not whole.</returns>
    private int? Parse(bool isLast)
    {
        found.Clear();
        var text = buffer.AsSpan(start, Math.Min(end - start, LongestRecord));
        for (var at = 0; ;)
        {
            var (from, closed, hasQuotes) = (at, 0, at < text.Length && text[at] == Quote);
            if (hasQuotes)
            {
                // Behind a closing quote comes the field's end; another quote is one of the text.
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
    private CsvRecord? Take(int length, Refusal? wrong = null)
    {
        var text = buffer.AsSpan(start, length);
        var first = line;
        (start, line) = (start + length, line + Lines(text));
        if (wrong is not null)
        {
            return new(first, null, wrong);
        }

        if (found is [{ Length: 0 }])
        {
            return null;
        }

        if (!Utf8.IsValid(text))
        {
            return new(first, null, ImportRefusals.NotUtf8);
        }

        var fields = new string[found.Count];
        for (var at = 0; at < fields.Length; at++)
        {
            var field = text.Slice(found[at].Start, found[at].Length);
            fields[at] = Encoding.UTF8.GetString(found[at].HasQuotes ? Unquote(field[1..^1]) : field);
            foreach (var character in fields[at])
            {
                if (char.IsControl(character) && character is not ('\n' or '\r' or '\t'))
                {
                    return new(first, null, ImportRefusals.TextUnclean);
                }
            }
        }

        return new(first, fields, null);
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
