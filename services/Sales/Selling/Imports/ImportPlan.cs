using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

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

/// <summary>The options for reading a file.</summary>
public sealed record ImportOptions(
    [property: Description("A name for the import, such as the name of the file."),
        MaxLength(Import.NameLength)] [FromQuery(Name = "name")] string? Name = null,
    [property: Description("`column:field` for each column that does not have the name of a field, such as `deal_stage:stage`. "
        + "`column:-` leaves a column out."),
        MaxLength(ImportOptions.Most)] [FromQuery(Name = "column")] string[]? Column = null,
    [property: Description("`text:code` for each text that is neither the code nor the name of a stage, such as `Engaging:discovery`."),
        MaxLength(ImportOptions.Most)] [FromQuery(Name = "stage")] string[]? Stage = null,
    [property: Description("`field:value` for records without a value in this field, such as `currency:USD`."),
        MaxLength(ImportOptions.Most)] [FromQuery(Name = "default")] string[]? Default = null,
    [property: Description("`field:overwrite` or `field:fill` for a field of existing opportunities: name, owner, amount, "
        + "expectedCloseDate or stage. Other fields stay as they are."),
        MaxLength(ImportOptions.Most)] [FromQuery(Name = "policy")] string[]? Policy = null,
    [property: Description("The separator: `comma`, `semicolon` or `tab`. Defaults to the separator that occurs most often in "
        + "the header."),
        MinLength(1), RegularExpression("^(comma|semicolon|tab)$")] [FromQuery(Name = "separator")] string? Separator = null,
    [property: Description("Whether amounts have a decimal comma.")] [FromQuery(Name = "decimalComma")] bool DecimalComma = false,
    [property: Description("Whether unknown owners are added as inactive representatives, who get no handoffs. "
        + "Otherwise their records fail.")] [FromQuery(Name = "addOwners")] bool AddOwners = false,
    [property: Description("Whether unknown products are added. "
        + "Otherwise their records fail.")] [FromQuery(Name = "addProducts")] bool AddProducts = false,
    [property: Description("Whether a new opportunity has no owner if its record names none. Otherwise it belongs to the representative "
        + "who imports the file. A caller who is not a representative sets this, or gives a default owner, such as "
        + "`default=owner:Ana`.")] [FromQuery(Name = "unassigned")] bool Unassigned = false)
{
    internal const int Most = 100;
}

/// <summary>The plan for reading the file: the meaning of its columns and texts.</summary>
/// <param name="Header">The names of the columns in the file.</param>
/// <param name="Fields">The field of each column. Null for a column that is left out.</param>
/// <param name="OwnerId">The owner of new opportunities whose records name none. Absent if these get no owner.</param>
public sealed record ImportPlan(
    IReadOnlyList<string> Header, IReadOnlyList<ImportField?> Fields, IReadOnlyDictionary<string, string> Stages,
    IReadOnlyDictionary<ImportField, string> Defaults, IReadOnlyDictionary<ImportField, ImportPolicy> Policies,
    bool DecimalComma, bool AddOwners, bool AddProducts, Guid? OwnerId = null)
{
    private const string LeftOut = "-";

    private static readonly ImportField[] Changeable =
        [ImportField.Name, ImportField.Owner, ImportField.Amount, ImportField.ExpectedCloseDate, ImportField.Stage];

    /// <param name="importer">The representative who imports the file. Null if the caller is not a representative.</param>
    internal static Result<ImportPlan> Of(string[] header, ImportOptions options, Guid? importer)
    {
        if ((Pairs(options.Column, atLast: true) is not { } columns) || Pairs(options.Stage, atLast: true) is not { } stages
            || Pairs(options.Default, atLast: false) is not { } defaults || Pairs(options.Policy, atLast: false) is not { } policies)
        {
            return ImportRefusals.MappingWrong
                .Because("Write each mapping as two texts with a colon between them, such as `deal_stage:stage`.");
        }

        if (new[] { columns, stages, defaults, policies }.Any(pairs => pairs.DistinctBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase)
            .Count() < pairs.Count))
        {
            return ImportRefusals.NamedTwice.Because("`column`, `stage`, `default` or `policy` maps the same text twice.");
        }

        header = [.. header.Select(name => name.Trim())];
        if (columns.Find(pair => !header.Contains(pair.Key, StringComparer.OrdinalIgnoreCase)).Key is { } missing)
        {
            return ImportRefusals.MappingWrong
                .Because(
                    $"`column` maps '{missing}', which the file does not have. "
                        + $"Its columns are: {string.Join(", ", header.Select(Short))}.");
        }

        if (columns.Select(pair => pair.Value).Where(field => field != LeftOut).Concat(defaults.Concat(policies).Select(pair => pair.Key))
            .FirstOrDefault(field => ImportFields.Parse(field) is null) is { } noField)
        {
            return ImportRefusals.MappingWrong
                .Because(
                    $"'{noField}' is not a field. "
                        + $"The fields are: {string.Join(", ", Enum.GetValues<ImportField>().Select(ImportFields.ApiName))}.");
        }

        var wrongPolicy = policies.Find(pair => !Enum.TryParse<ImportPolicy>(pair.Value, true, out var policy) || !Enum.IsDefined(policy)
            || !Changeable.Contains(ImportFields.Parse(pair.Key)!.Value));
        if (wrongPolicy.Key is not null)
        {
            return ImportRefusals.MappingWrong
                .Because($"`policy` is '{wrongPolicy.Key}:{wrongPolicy.Value}'. Accepted are overwrite, fill and skip "
                + $"for the fields {string.Join(", ", Changeable.Select(ImportFields.ApiName))}.");
        }

        var mapped = new Dictionary<string, string>(columns, StringComparer.OrdinalIgnoreCase);
        var unknown = header.Where(name => !mapped.ContainsKey(name) && ImportFields.Parse(name) is null).ToList();
        if (unknown.Count > 0)
        {
            return ImportRefusals.ColumnUnknown
                .Because(
                    $"Map these columns to fields, or leave them out: {string.Join(", ", unknown.Select(name => $"'{Short(name)}'"))}.");
        }

        List<ImportField?> fields =
            [.. header.Select(name => mapped.TryGetValue(name, out var to)
                ? to == LeftOut ? null : ImportFields.Parse(to)
                : ImportFields.Parse(name))];
        if (fields.OfType<ImportField>().GroupBy(field => field).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            return ImportRefusals.NamedTwice.Because($"The field '{twice.Key.ApiName()}' has {twice.Count()} columns.");
        }

        var filled = defaults.ToDictionary(pair => ImportFields.Parse(pair.Key)!.Value, pair => pair.Value);
        if (ImportFields.Required.Where(field => !fields.Contains(field) && !filled.ContainsKey(field)).ToList() is { Count: > 0 } lacking)
        {
            return ImportRefusals.ColumnMissing
                .Because(
                    $"Map a column to each of these fields, or give a default: {string.Join(", ", lacking.Select(ImportFields.ApiName))}.");
        }

        if (!filled.ContainsKey(ImportField.Owner) && !options.Unassigned && importer is null)
        {
            return ImportRefusals.OwnerMissing;
        }

        return new ImportPlan(header, fields, new Dictionary<string, string>(stages, StringComparer.OrdinalIgnoreCase), filled,
            policies.ToDictionary(pair => ImportFields.Parse(pair.Key)!.Value, pair => Enum.Parse<ImportPolicy>(pair.Value, true)),
            options.DecimalComma, options.AddOwners, options.AddProducts, options.Unassigned ? null : importer);
    }

    /// <summary>The name of the field's column in the file; the name of the field if it has no column.</summary>
    internal string NameOf(ImportField field) => Fields.ToList().IndexOf(field) is >= 0 and var at ? Header[at] : field.ApiName();

    internal ImportPolicy PolicyOf(ImportField field) => Policies.GetValueOrDefault(field);

    private static List<KeyValuePair<string, string>>? Pairs(string[]? texts, bool atLast)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var text in texts ?? [])
        {
            var colon = atLast ? text.LastIndexOf(':') : text.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || colon == text.Length - 1)
            {
                return null;
            }

            pairs.Add(new(text[..colon].Trim(), text[(colon + 1)..].Trim()));
        }

        return pairs;
    }

    private static string Short(string text) => text.Length <= 60 ? text : $"{text[..60]}…";
}
