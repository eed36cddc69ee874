using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Funnel.Sales.Imports;

/// <summary>What is to become of a field of an opportunity that is there already. An empty field of the file never erases anything.</summary>
public enum ImportPolicy
{
    /// <summary>Stays as it is.</summary>
    Skip,

    /// <summary>Is filled in where nothing is known.</summary>
    Fill,
    Overwrite,
}

/// <summary>How a file is read.</summary>
public sealed record ImportOptions(
    [property: Description("What the import is called, such as the file's name."), MaxLength(Import.NameLength)] [FromQuery(Name = "name")] string? Name = null,
    [property: Description("`column:field`, once a column whose name is not a field's own: `deal_stage:stage`. `column:-` leaves a column out."), MaxLength(ImportOptions.Most)] [FromQuery(Name = "column")] string[]? Column = null,
    [property: Description("`text:code`, once a stage that the file calls otherwise than by its code or name: `Engaging:discovery`."), MaxLength(ImportOptions.Most)] [FromQuery(Name = "stage")] string[]? Stage = null,
    [property: Description("`field:value`, where a column is missing or empty: `currency:USD`."), MaxLength(ImportOptions.Most)] [FromQuery(Name = "default")] string[]? Default = null,
    [property: Description("`field:overwrite` or `field:fill`, for opportunities that are there already; what is not named stays as it is. For name, owner, amount, expectedCloseDate and stage."), MaxLength(ImportOptions.Most)] [FromQuery(Name = "policy")] string[]? Policy = null,
    [property: Description("As detected where it is absent."), MinLength(1), RegularExpression("^(comma|semicolon|tab)$")] [FromQuery(Name = "separator")] string? Separator = null,
    [property: Description("Whether amounts have a decimal comma.")] [FromQuery(Name = "decimalComma")] bool DecimalComma = false,
    [property: Description("Whether owners who are not known become representatives, to whom no handoff goes until they are activated; else their records are refused.")] [FromQuery(Name = "addOwners")] bool AddOwners = false,
    [property: Description("Whether products that are not known are added; else their records are refused.")] [FromQuery(Name = "addProducts")] bool AddProducts = false)
{
    internal const int Most = 100;
}

/// <summary>What each column of the file is, and what stands for what.</summary>
/// <param name="Header">The file's columns as it names them.</param>
/// <param name="Fields">What each is; absent for one that is left out.</param>
public sealed record ImportPlan(
    IReadOnlyList<string> Header, IReadOnlyList<ImportField?> Fields, IReadOnlyDictionary<string, string> Stages,
    IReadOnlyDictionary<ImportField, string> Defaults, IReadOnlyDictionary<ImportField, ImportPolicy> Policies,
    bool DecimalComma, bool AddOwners, bool AddProducts)
{
    private const string LeftOut = "-";

    private static readonly ImportField[] Changeable =
        [ImportField.Name, ImportField.Owner, ImportField.Amount, ImportField.ExpectedCloseDate, ImportField.Stage];

    internal static Result<ImportPlan> Of(string[] header, ImportOptions options)
    {
        if ((Pairs(options.Column, atLast: true) is not { } columns) || Pairs(options.Stage, atLast: true) is not { } stages
            || Pairs(options.Default, atLast: false) is not { } defaults || Pairs(options.Policy, atLast: false) is not { } policies)
        {
            return ImportRefusals.MappingWrong.Because("What is mapped is written as two words with a colon between them.");
        }

        if (new[] { columns, stages, defaults, policies }.Any(pairs => pairs.DistinctBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase).Count() < pairs.Count))
        {
            return ImportRefusals.NamedTwice.Because("Something is mapped twice.");
        }

        header = [.. header.Select(name => name.Trim())];
        if (columns.Find(pair => !header.Contains(pair.Key, StringComparer.OrdinalIgnoreCase)).Key is { } missing)
        {
            return ImportRefusals.MappingWrong.Because($"The file has no column '{missing}'.");
        }

        if (columns.Select(pair => pair.Value).Where(field => field != LeftOut).Concat(defaults.Concat(policies).Select(pair => pair.Key))
            .FirstOrDefault(field => ImportFields.Read(field) is null) is { } noField)
        {
            return ImportRefusals.MappingWrong.Because($"'{noField}' is no field; there are {string.Join(", ", Enum.GetValues<ImportField>().Select(ImportFields.Written))}.");
        }

        var wrongPolicy = policies.Find(pair => !Enum.TryParse<ImportPolicy>(pair.Value, true, out var policy) || !Enum.IsDefined(policy)
            || !Changeable.Contains(ImportFields.Read(pair.Key)!.Value));
        if (wrongPolicy.Key is not null)
        {
            return ImportRefusals.MappingWrong.Because($"'{wrongPolicy.Key}:{wrongPolicy.Value}' is no policy: overwrite, fill or skip, of {string.Join(", ", Changeable.Select(ImportFields.Written))}.");
        }

        var mapped = new Dictionary<string, string>(columns, StringComparer.OrdinalIgnoreCase);
        var unknown = header.Where(name => !mapped.ContainsKey(name) && ImportFields.Read(name) is null).ToList();
        if (unknown.Count > 0)
        {
            return ImportRefusals.ColumnUnknown.Because($"Map or leave out {string.Join(", ", unknown.Select(name => $"'{Short(name)}'"))}.");
        }

        List<ImportField?> fields = [.. header.Select(name => mapped.TryGetValue(name, out var to) ? to == LeftOut ? null : ImportFields.Read(to) : ImportFields.Read(name))];
        if (fields.OfType<ImportField>().GroupBy(field => field).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            return ImportRefusals.NamedTwice.Because($"{twice.Key.Written()} is in two columns.");
        }

        var filled = defaults.ToDictionary(pair => ImportFields.Read(pair.Key)!.Value, pair => pair.Value);
        if (ImportFields.Needed.Where(field => !fields.Contains(field) && !filled.ContainsKey(field)).ToList() is { Count: > 0 } lacking)
        {
            return ImportRefusals.ColumnMissing.Because($"{string.Join(", ", lacking.Select(ImportFields.Written))}: map a column, or give a default.");
        }

        return new ImportPlan(header, fields, new Dictionary<string, string>(stages, StringComparer.OrdinalIgnoreCase), filled,
            policies.ToDictionary(pair => ImportFields.Read(pair.Key)!.Value, pair => Enum.Parse<ImportPolicy>(pair.Value, true)),
            options.DecimalComma, options.AddOwners, options.AddProducts);
    }

    /// <summary>The field by the file's own name for it.</summary>
    internal string NameOf(ImportField field) => Fields.ToList().IndexOf(field) is >= 0 and var at ? Header[at] : field.Written();

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
