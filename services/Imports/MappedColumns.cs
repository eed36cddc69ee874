namespace Funnel.Imports;

/// <summary>What a mapping does with a column that it does not name.</summary>
public enum OtherColumns
{
    /// <summary>The column has the name of a field, or the file is refused.</summary>
    Refuse,

    /// <summary>The column has the name of a field, or it is left out.</summary>
    Ignore,
}

/// <summary>Why a mapping does not fit a file.</summary>
public enum MappingFault
{
    /// <summary>The mapping names a column or a field that does not exist.</summary>
    Wrong,

    /// <summary>The file has a column without a meaning.</summary>
    ColumnUnknown,

    /// <summary>Two columns have the same meaning.</summary>
    NamedTwice,
}

/// <summary>The meaning of the columns of a file, or the reason why it has none.</summary>
/// <param name="Fields">The field of each column; null for a column that is left out.</param>
/// <param name="Detail">Complete sentences: what is wrong, and what is right.</param>
public sealed record MappedColumns(IReadOnlyList<string?> Fields, MappingFault? Fault = null, string? Detail = null)
{
    public const string LeftOut = "-";

    /// <param name="columns">The unique names of the columns, see <see cref="CsvFile.Columns"/>.</param>
    /// <param name="mapping">The field of each column, or <c>-</c>. Upper and lower case are the same.</param>
    /// <param name="others">What happens to the other columns.</param>
    /// <param name="mayLack">Whether the mapping may name columns that the file does not have: one mapping fits several files.</param>
    /// <param name="fields">The names of all fields.</param>
    public static MappedColumns Of(IReadOnlyList<string> columns, IReadOnlyDictionary<string, string> mapping, OtherColumns others,
        bool mayLack, IReadOnlyCollection<string> fields)
    {
        var wanted = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, field) in mapping)
        {
            // A column without a name is written as an empty text, too, if the file has only one.
            var column = name.Trim();
            column = column.Length > 0 ? column : columns.FirstOrDefault(IsNameless) ?? column;
            if (!wanted.TryAdd(column, field.Trim()))
            {
                return Refused(MappingFault.NamedTwice, $"The mapping names the column '{column}' twice.");
            }
        }

        if (!mayLack && wanted.Keys.FirstOrDefault(name => !columns.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } missing)
        {
            return Refused(MappingFault.Wrong, $"The mapping names the column '{missing}', which the file does not have. "
                + $"Its columns are: {string.Join(", ", columns.Select(Short))}.");
        }

        if (wanted.Values.FirstOrDefault(field => field != LeftOut && FieldOf(field) is null) is { } unknown)
        {
            return Refused(MappingFault.Wrong, NoField(unknown, fields));
        }

        List<string> open = [];
        List<string?> meanings = [];
        foreach (var column in columns)
        {
            var field = wanted.TryGetValue(column, out var to) ? (to == LeftOut ? null : FieldOf(to)) : FieldOf(column);
            meanings.Add(field);
            if (field is null && to != LeftOut && others == OtherColumns.Refuse && !IsNameless(column))
            {
                open.Add(column);
            }
        }

        if (open.Count > 0)
        {
            return Refused(MappingFault.ColumnUnknown,
                $"Map these columns to fields, or leave them out: {string.Join(", ", open.Select(name => $"'{Short(name)}'"))}.");
        }

        return meanings.OfType<string>().GroupBy(field => field).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? Refused(MappingFault.NamedTwice, $"The field '{twice.Key}' has {twice.Count()} columns: "
                + $"{string.Join(", ", columns.Where((_, at) => meanings[at] == twice.Key).Select(name => $"'{Short(name)}'"))}. "
                + "Leave out all but one of them.")
            : new(meanings);

        string? FieldOf(string name) => fields.FirstOrDefault(field => field.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether the file does not name the column. Such a column may be left out of the mapping as long as it is empty.</summary>
    public static bool IsNameless(string column) =>
        column.StartsWith("column ", StringComparison.Ordinal) && int.TryParse(column.AsSpan("column ".Length), out _);

    public static string NoField(string name, IEnumerable<string> fields) =>
        $"'{Short(name)}' is not a field. The fields are: {string.Join(", ", fields)}.";

    private static MappedColumns Refused(MappingFault fault, string detail) => new([], fault, detail);

    private static string Short(string text) => text.Length <= 60 ? text : $"{text[..60]}…";
}
