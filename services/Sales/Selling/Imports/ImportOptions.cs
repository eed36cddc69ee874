using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Funnel.Imports;
using Funnel.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Funnel.Sales.Imports;

/// <summary>The options for reading a file.</summary>
public sealed record ImportOptions(
    [property: Description("A name for the import, such as the name of the file."),
        MaxLength(Import.NameLength)] [FromQuery(Name = "name")] string? Name = null,
    [property: Description("The code of a saved mapping, or `hubspot`, `pipedrive` or `salesforce`. The other parameters overrule it."),
        MaxLength(SavedMapping.CodeLength)] [FromQuery(Name = "mapping")] string? Mapping = null,
    [property: Description("Whether the import only tells what it would add, change and refuse. Nothing is written.")]
        [FromQuery(Name = "dryRun")] bool DryRun = false,
    [property: Description("`column:field` for each column that does not have the name of a field, such as `deal_stage:stage`. "
        + "`column:-` leaves a column out. A column without a name is `column 7` if it is the seventh."),
        MaxLength(ImportOptions.Most)] [FromQuery(Name = "column")] string[]? Column = null,
    [property: Description("`text:code` for each text that is neither the code nor the name of a stage, such as `Engaging:discovery`."),
        MaxLength(ImportOptions.Most)] [FromQuery(Name = "stage")] string[]? Stage = null,
    [property: Description("`field:value` for records without a value in this field, such as `currency:USD`."),
        MaxLength(ImportOptions.Most)] [FromQuery(Name = "default")] string[]? Default = null,
    [property: Description("`field:overwrite` or `field:fill` for a field of existing opportunities: name, owner, amount, "
        + "expectedCloseDate or stage. Other fields stay as they are."),
        MaxLength(ImportOptions.Most)] [FromQuery(Name = "policy")] string[]? Policy = null,
    [property: Description("The separator: `comma`, `semicolon`, `tab` or `pipe`. Defaults to the separator that occurs most often in "
        + "the header, outside of quotes."),
        MinLength(1), RegularExpression(DealMapping.SeparatorPattern)] [FromQuery(Name = "separator")] string? Separator = null,
    [property: Description("Whether amounts have a decimal comma. Detected if it is absent.")]
        [FromQuery(Name = "decimalComma")] bool? DecimalComma = null,
    [property: Description("The order of dates such as 03/04/2026: `dayMonth` or `monthDay`. Detected if it is absent."),
        MinLength(1), RegularExpression("^(dayMonth|monthDay)$")] [FromQuery(Name = "dateOrder")] string? DateOrder = null,
    [property: Description("Whether unknown owners are added as inactive representatives, who get no handoffs. "
        + "Otherwise their records fail.")] [FromQuery(Name = "addOwners")] bool? AddOwners = null,
    [property: Description("Whether unknown products are added. "
        + "Otherwise their records fail.")] [FromQuery(Name = "addProducts")] bool? AddProducts = null,
    [property: Description("Whether a new opportunity has no owner if its record names none. Otherwise it belongs to the representative "
        + "who imports the file. A caller who is not a representative sets this, or gives a default owner, such as "
        + "`default=owner:Ana`.")] [FromQuery(Name = "unassigned")] bool? Unassigned = null)
{
    internal const int Most = 100;

    private static readonly HashSet<string> Close = new(["expectedCloseDate", "closedAt"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The mapping that the parameters describe.</summary>
    internal Result<DealMapping> ToMapping()
    {
        if (Pairs(Column, atLast: true) is not { } columns || Pairs(Stage, atLast: true) is not { } stages
            || Pairs(Default, atLast: false) is not { } defaults || Pairs(Policy, atLast: false) is not { } policies)
        {
            return ImportRefusals.MappingWrong
                .Because("Write each mapping as two texts with a colon between them, such as `deal_stage:stage`.");
        }

        // A column that is both dates at once is the closing date of open and closed opportunities.
        foreach (var both in columns.GroupBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase).Where(same =>
            same.Count() == 2 && same.Select(pair => pair.Value).ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(Close)).ToList())
        {
            columns = [.. columns.Except(both), new(both.Key, nameof(ImportField.CloseDate))];
        }

        return new[] { columns, stages, defaults, policies }
            .Any(pairs => pairs.DistinctBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase).Count() < pairs.Count)
            ? ImportRefusals.NamedTwice.Because("`column`, `stage`, `default` or `policy` maps the same text twice.")
            : new DealMapping(
                columns.ToDictionary(), Values: stages.Count == 0 ? null
                    : new Dictionary<string, IReadOnlyDictionary<string, string>> { ["stage"] = stages.ToDictionary() },
                Defaults: defaults.ToDictionary(), Policies: policies.ToDictionary(),
                DateOrder: DateOrder is null ? null : Enum.Parse<DayOrder>(DateOrder, ignoreCase: true),
                DecimalMark: DecimalComma == true ? DecimalMark.Comma : DecimalComma == false ? DecimalMark.Point : null,
                Separator: Separator, AddOwners: AddOwners, AddProducts: AddProducts, Unassigned: Unassigned);
    }

    private static List<KeyValuePair<string, string>>? Pairs(string[]? texts, bool atLast)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var text in texts ?? [])
        {
            var colon = atLast ? text.LastIndexOf(':') : text.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || (colon == 0 && !atLast) || colon == text.Length - 1)
            {
                return null;
            }

            pairs.Add(new(text[..colon].Trim(), text[(colon + 1)..].Trim()));
        }

        return pairs;
    }
}
