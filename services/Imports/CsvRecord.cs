namespace Funnel.Imports;

/// <summary>A record of a file. Either <paramref name="Fields"/> or <paramref name="Fault"/> is present.</summary>
/// <param name="Line">The line on which the record begins, from 1.</param>
/// <param name="Fields">The fields of the record.</param>
/// <param name="Fault">The reason why the record is unreadable.</param>
public sealed record CsvRecord(int Line, string[]? Fields, RecordFault? Fault)
{
    public CsvRecord(int line, string[] fields)
        : this(line, fields, null)
    {
    }

    public CsvRecord(int line, RecordFault fault)
        : this(line, null, fault)
    {
    }
}

/// <summary>The reason why a record is unreadable.</summary>
/// <param name="Code">Stable and kebab-case.</param>
/// <param name="Detail">One or more complete sentences: what is wrong, and what is right.</param>
public sealed record RecordFault(string Code, string Detail)
{
    public static readonly RecordFault QuoteNotClosed =
        new("import-quote-not-closed", "A quoted field that begins on this line has no closing quote. Write a quote at its end.");

    public static readonly RecordFault TooLong =
        new("import-record-too-long", "The record is longer than 64 KB, or a quoted field on this line has no closing quote.");

    public static readonly RecordFault TextBehindQuote =
        new("import-text-behind-quote", "There is text after a closing quote. Write a quote inside a quoted field as two quotes.");

    public static readonly RecordFault NotUtf8 = new("import-not-utf8",
        "The record is not UTF-8. Save the file as 'CSV UTF-8', or name its charset, such as windows-1252.");

    public static RecordFault Unclean(int column, char character) => new("import-text-unclean",
        $"Field {column} of the record contains the control character U+{(int)character:X4}. Remove it.");

    public static RecordFault Uneven(int fields, int columns) => new("import-record-uneven",
        $"The record has {fields} fields. The header has {columns} columns. Write one field for each column.");
}
