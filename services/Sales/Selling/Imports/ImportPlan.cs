using Funnel.Imports;
using Funnel.ServiceDefaults;
using Funnel.Values;

namespace Funnel.Sales.Imports;

/// <summary>How an import treats a field of an existing opportunity. An empty field of the file deletes nothing.</summary>
public enum ImportPolicy
{
    /// <summary>The field stays as it is.</summary>
    Skip,

    /// <summary>The field is filled in if it has no value.</summary>
    Fill,

    /// <summary>The field gets the value of the file.</summary>
    Overwrite,
}

/// <summary>The plan for reading the file: the meaning of its columns and texts.</summary>
/// <param name="Header">The names of the columns in the file.</param>
/// <param name="Fields">The field of each column. Null for a column that is left out.</param>
/// <param name="Values">For each field, the value of each text of the file.</param>
/// <param name="Fallbacks">For each field, the fields that fill it if it is empty.</param>
/// <param name="FirstOf">The fields with several values, separated by semicolons.</param>
/// <param name="OwnerId">The owner of new opportunities whose records name none. Absent if these get no owner.</param>
/// <param name="DecimalMark">The mark that all amounts have. Absent if each amount may have its own.</param>
/// <param name="LikelyMark">The decimal mark of amounts with two meanings, such as 1.234. Detected.</param>
/// <param name="DateOrders">The order of day and month in each column of dates. Asked or detected.</param>
/// <param name="TimeZone">The time zone of times without an offset. Absent for UTC.</param>
/// <param name="IsDryRun">Whether the import writes nothing.</param>
public sealed record ImportPlan(
    IReadOnlyList<string> Header, IReadOnlyList<ImportField?> Fields,
    IReadOnlyDictionary<ImportField, IReadOnlyDictionary<string, string>> Values, IReadOnlyDictionary<ImportField, string> Defaults,
    IReadOnlyDictionary<ImportField, IReadOnlyList<ImportField>> Fallbacks, IReadOnlyList<ImportField> FirstOf,
    IReadOnlyDictionary<ImportField, ImportPolicy> Policies, bool AddOwners, bool AddProducts, Guid? OwnerId = null,
    DecimalMark? DecimalMark = null, DecimalMark? LikelyMark = null,
    IReadOnlyDictionary<ImportField, DayOrder>? DateOrders = null, string? TimeZone = null, bool IsDryRun = false)
{
    private static readonly string[] FieldNames = [.. Enum.GetValues<ImportField>().Select(ImportFields.ApiName)];

    private static readonly ImportField[] Changeable =
        [ImportField.Name, ImportField.Owner, ImportField.Amount, ImportField.ExpectedCloseDate, ImportField.Stage];

    /// <param name="header">The unique names of the columns.</param>
    /// <param name="mapping">The mapping, complete with the parameters of the request.</param>
    /// <param name="mayLack">Whether the mapping may name columns that the file does not have.</param>
    /// <param name="importer">The representative who imports the file. Null if the caller is not a representative.</param>
    internal static Result<ImportPlan> Of(IReadOnlyList<string> header, DealMapping mapping, bool mayLack, Guid? importer)
    {
        if (Check(mapping).IsRefused(out var wrong))
        {
            return wrong;
        }

        var columns = MappedColumns.Of(header, mapping.Columns ?? Empty<string>(),
            mapping.OtherColumns ?? OtherColumns.Refuse, mayLack, FieldNames);
        if (columns.Fault is { } fault)
        {
            return ImportRefusals.Of(fault).Because(columns.Detail!);
        }

        var (values, defaults, fallbacks) = (mapping.Values ?? Empty<IReadOnlyDictionary<string, string>>(),
            mapping.Defaults ?? Empty<string>(), mapping.Fallbacks ?? Empty<IReadOnlyList<string>>());
        var (policies, firstOf) = (mapping.Policies ?? Empty<string>(), mapping.FirstOf ?? []);
        List<ImportField?> meanings = [.. columns.Fields.Select(field => field is null ? (ImportField?)null : Field(field))];
        var filled = defaults.ToDictionary(pair => Field(pair.Key), pair => pair.Value);
        var lacksOwner = !filled.ContainsKey(ImportField.Owner) && mapping.Unassigned != true && importer is null;
        var hasDate = meanings.Exists(field => field is ImportField.ExpectedCloseDate or ImportField.CloseDate or ImportField.ClosedAt);
        ImportField[] required = hasDate ? [.. ImportFields.Required] : [.. ImportFields.Required, ImportField.ExpectedCloseDate];
        if (required.Where(field => !meanings.Contains(field) && !filled.ContainsKey(field)
            && !fallbacks.Any(pair => Field(pair.Key) == field && pair.Value.Any(other => meanings.Contains(Field(other)))))
            .ToList() is { Count: > 0 } lacking)
        {
            // Everything that is missing is told at once.
            return ImportRefusals.ColumnMissing.Because("Map a column to each of these fields, or give a default: "
                + $"{string.Join(", ", lacking.Select(ImportFields.ApiName))}. The columns of the file are: {string.Join(", ", header)}."
                + (lacksOwner ? $" {ImportRefusals.OwnerMissing.Title} {ImportRefusals.OwnerMissing.Detail}" : ""));
        }

        if (lacksOwner)
        {
            return ImportRefusals.OwnerMissing;
        }

        return new ImportPlan(
            header, meanings, values.ToDictionary(pair => Field(pair.Key), pair => pair.Value), filled,
            fallbacks.ToDictionary(pair => Field(pair.Key), pair => (IReadOnlyList<ImportField>)[.. pair.Value.Select(Field)]),
            [.. firstOf.Select(Field)], policies.ToDictionary(pair => Field(pair.Key), pair => Enum.Parse<ImportPolicy>(pair.Value, true)),
            mapping.AddOwners == true, mapping.AddProducts == true, mapping.Unassigned == true ? null : importer, mapping.DecimalMark,
            DateOrders: mapping.DateOrder is { } order ? ImportFields.Times.ToDictionary(field => field, _ => order) : null,
            TimeZone: mapping.TimeZone);
    }

    /// <summary>Checks everything about a mapping that does not depend on a file.</summary>
    internal static Result Check(DealMapping mapping)
    {
        if (mapping.Texts().Any(text => text is null || text.Any(char.IsControl)))
        {
            return ImportRefusals.MappingWrong.Because("A name or a value of the mapping is null, or contains a control character.");
        }

        var columns = MappedColumns.Of([], mapping.Columns ?? Empty<string>(), OtherColumns.Ignore, mayLack: true, FieldNames);
        if (columns.Fault is { } fault)
        {
            return ImportRefusals.Of(fault).Because(columns.Detail!);
        }

        var fallbacks = mapping.Fallbacks ?? Empty<IReadOnlyList<string>>();
        var policies = mapping.Policies ?? Empty<string>();
        if ((mapping.Values?.Keys ?? []).Concat(mapping.Defaults?.Keys ?? []).Concat(fallbacks.Keys)
            .Concat(fallbacks.Values.SelectMany(fields => fields)).Concat(policies.Keys).Concat(mapping.FirstOf ?? [])
            .FirstOrDefault(name => ImportFields.Parse(name) is null) is { } noField)
        {
            return ImportRefusals.MappingWrong.Because(MappedColumns.NoField(noField, FieldNames));
        }

        var wrongPolicy = policies.FirstOrDefault(pair => !Enum.TryParse<ImportPolicy>(pair.Value, true, out var policy)
            || !Enum.IsDefined(policy) || !Changeable.Contains(Field(pair.Key)));
        return wrongPolicy.Key is not null
            ? ImportRefusals.MappingWrong
                .Because($"`policy` is '{wrongPolicy.Key}:{wrongPolicy.Value}'. Accepted are overwrite, fill and skip "
                + $"for the fields {string.Join(", ", Changeable.Select(ImportFields.ApiName))}.")
            : mapping.TimeZone is { } zone && TimeZones.Find(zone) is null
            ? ImportRefusals.MappingWrong
                .Because($"`timeZone` is '{zone}', which is not an IANA time zone. Write a name such as Europe/Berlin.")
            : mapping.Separator is { } separator && SeparatorOf(separator) is null
            ? ImportRefusals.MappingWrong.Because($"`separator` is '{separator}'. Accepted are comma, semicolon, tab and pipe.")
            : mapping.Charset is { } charset && Charset.Find(charset) is null
            ? ImportRefusals.CharsetUnknown.Because(NoCharset(charset))
            : Result.Done;
    }

    /// <summary>How the file is written, as far as the mapping says it.</summary>
    internal static Result<CsvFormat> FormatOf(DealMapping mapping, string? declared)
    {
        var name = mapping.Charset ?? declared;
        var charset = name is null ? null : Charset.Find(name);
        return name is not null && charset is null
            ? ImportRefusals.CharsetUnknown.Because(NoCharset(name))
            : new CsvFormat(charset, SeparatorOf(mapping.Separator));
    }

    private static string NoCharset(string name) =>
        $"The charset of the file is declared as '{name}'. Write a name of IANA such as utf-8, utf-16le or windows-1252.";

    private static char? SeparatorOf(string? name) => name switch
    {
        "comma" => ',',
        "semicolon" => ';',
        "tab" => '\t',
        "pipe" => '|',
        _ => null,
    };

    /// <summary>The position of the field's column, or -1.</summary>
    internal int PlaceOf(ImportField field) => Fields.ToList().IndexOf(field);

    /// <summary>The plan with the currency that the default <c>base</c> stands for.</summary>
    internal ImportPlan WithBaseCurrency(string currency) =>
        Defaults.GetValueOrDefault(ImportField.Currency) != BuiltInMappings.BaseCurrency ? this
        : this with { Defaults = new Dictionary<ImportField, string>(Defaults) { [ImportField.Currency] = currency } };

    /// <summary>The name of the field's column in the file; the name of the field if it has no column.</summary>
    internal string NameOf(ImportField field) => PlaceOf(field) is >= 0 and var at ? Header[at] : field.ApiName();

    internal ImportPolicy PolicyOf(ImportField field) => Policies.GetValueOrDefault(field);

    private static ImportField Field(string name) => ImportFields.Parse(name)!.Value;

    private static Dictionary<string, TValue> Empty<TValue>() => [];
}
