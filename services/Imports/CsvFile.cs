using System.Text;

namespace Funnel.Imports;

/// <summary>How a file is written, as far as somebody said it. Everything else is detected.</summary>
/// <param name="Charset">The declared charset. A byte order mark overrules it.</param>
/// <param name="Separator">The character between two fields.</param>
public sealed record CsvFormat(Encoding? Charset = null, char? Separator = null);

/// <summary>A CSV file with a header: the names of its columns, and its records in constant memory.</summary>
/// <remarks>
/// A column without a name, and the second column of the same name, get a name from their position, so that a mapping can name them. A
/// record may have more fields than the header if the fields are empty: some systems end each line with a separator.
/// </remarks>
public sealed class CsvFile
{
    private readonly CsvReader reader;

    private CsvFile(CsvReader reader, IReadOnlyList<string> columns) => (this.reader, Columns) = (reader, columns);

    /// <summary>The unique names of the columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The number of bytes that were read, as UTF-8.</summary>
    public long Bytes => reader.Bytes;

    /// <returns>The file; null if it does not begin with a readable line of names.</returns>
    public static async Task<CsvFile?> Open(Stream file, CsvFormat format, CancellationToken cancellation)
    {
        var (text, isKnown) = await Charset.ToUtf8(file, format.Charset, cancellation);
        var reader = new CsvReader(text, (byte?)format.Separator, mayBeWindows: !isKnown);
        return await reader.Read(cancellation) is { Fields: { } header } ? new(reader, Names(header)) : null;
    }

    /// <returns>The next record, or null at the end. A record without a fault has one field for each column.</returns>
    public async ValueTask<CsvRecord?> Read(CancellationToken cancellation)
    {
        var record = await reader.Read(cancellation);
        if (record?.Fields is not { } fields || fields.Length == Columns.Count)
        {
            return record;
        }

        return fields.Length > Columns.Count && fields.AsSpan(Columns.Count).ContainsAnyExcept("")
            || fields.Length < Columns.Count
            ? new(record.Line, RecordFault.Uneven(fields.Length, Columns.Count))
            : new(record.Line, fields[..Columns.Count]);
    }

    /// <summary>The name of a column without a name. Columns are counted from 1.</summary>
    public static string NameAt(int position) => $"column {position}";

    private static string[] Names(string[] header)
    {
        var (names, known) = (new string[header.Length], new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        for (var at = 0; at < header.Length; at++)
        {
            var name = header[at].Trim();
            name = name.Length == 0 ? NameAt(at + 1) : known.Contains(name) ? $"{name} ({NameAt(at + 1)})" : name;
            names[at] = known.Add(name) ? name : $"{name} ({at + 1})";
        }

        return names;
    }
}
