using System.ComponentModel.DataAnnotations;
using Funnel.Imports;

namespace Funnel.Sales.Imports;

/// <summary>The meaning of a file: in the part `mapping` of an import, or saved under a code. All members are optional.</summary>
/// <param name="Columns">The field of each column that does not have the name of a field, such as `"Deal Stage": "stage"`. `-` leaves a
/// column out.</param>
/// <param name="OtherColumns">What happens to columns that are not named. Defaults to `refuse`.</param>
/// <param name="Values">For each field, the value of each text of the file, such as `"stage": {"Contract Sent": "negotiation"}`. The text
/// `*` stands for texts that are neither in the table nor known: only for `stage`, `outcome` and `reason`.</param>
/// <param name="Defaults">The values of empty fields. A date may be `+90d`: 90 days after the import.</param>
/// <param name="Fallbacks">For each field, other fields that fill it if it is empty, such as `"account": ["contact", "name"]`.</param>
/// <param name="FirstOf">Fields with several values, separated by semicolons. The first value is taken.</param>
/// <param name="Policies">What happens to the fields of existing opportunities: `overwrite`, `fill` or `skip`.</param>
/// <param name="DateOrder">The order of day and month in dates such as 03/04/2026. Detected if it is absent.</param>
/// <param name="DecimalMark">The mark before the decimals of amounts. Detected if it is absent.</param>
/// <param name="Separator">`comma`, `semicolon`, `tab` or `pipe`. Detected if it is absent.</param>
/// <param name="Charset">The charset of a file without byte order mark, such as `windows-1250`. Detected if it is absent.</param>
/// <param name="TimeZone">The IANA name of the time zone of times without an offset. Defaults to UTC.</param>
/// <param name="AddOwners">Whether unknown owners are added as inactive representatives.</param>
/// <param name="AddProducts">Whether unknown products are added.</param>
/// <param name="Unassigned">Whether a new opportunity has no owner if its record names none.</param>
public sealed record DealMapping(
    IReadOnlyDictionary<string, string>? Columns = null, OtherColumns? OtherColumns = null,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? Values = null,
    IReadOnlyDictionary<string, string>? Defaults = null,
    IReadOnlyDictionary<string, IReadOnlyList<string>>? Fallbacks = null, IReadOnlyList<string>? FirstOf = null,
    IReadOnlyDictionary<string, string>? Policies = null, DayOrder? DateOrder = null, DecimalMark? DecimalMark = null,
    [property: MinLength(1), RegularExpression(DealMapping.SeparatorPattern)] string? Separator = null,
    [property: MaxLength(40)] string? Charset = null,
    [property: MaxLength(60)] string? TimeZone = null, bool? AddOwners = null, bool? AddProducts = null, bool? Unassigned = null)
{
    internal const string SeparatorPattern = "^(comma|semicolon|tab|pipe)$";

    /// <summary>This mapping, with everything that the other one says in its place.</summary>
    internal DealMapping With(DealMapping other) => new(
        Merged(Columns, other.Columns), other.OtherColumns ?? OtherColumns, MergedValues(other.Values), Merged(Defaults, other.Defaults),
        Merged(Fallbacks, other.Fallbacks), other.FirstOf ?? FirstOf, Merged(Policies, other.Policies), other.DateOrder ?? DateOrder,
        other.DecimalMark ?? DecimalMark, other.Separator ?? Separator, other.Charset ?? Charset, other.TimeZone ?? TimeZone,
        other.AddOwners ?? AddOwners, other.AddProducts ?? AddProducts, other.Unassigned ?? Unassigned);

    /// <summary>All names and values. JSON can make any of them null.</summary>
    internal IEnumerable<string?> Texts() =>
    [
        .. Of(Columns), .. Of(Defaults), .. Of(Policies), .. FirstOf ?? [], Separator ?? "", Charset ?? "", TimeZone ?? "",
        .. (Values ?? new Dictionary<string, IReadOnlyDictionary<string, string>>())
            .SelectMany(table => (IEnumerable<string?>)(table.Value is null ? [null] : [table.Key, .. Of(table.Value)])),
        .. (Fallbacks ?? new Dictionary<string, IReadOnlyList<string>>())
            .SelectMany(field => (IEnumerable<string?>)(field.Value is null ? [null] : [field.Key, .. field.Value])),
    ];

    private static IEnumerable<string?> Of(IReadOnlyDictionary<string, string>? pairs) =>
        (pairs ?? new Dictionary<string, string>()).SelectMany(pair => new string?[] { pair.Key, pair.Value });

    private Dictionary<string, IReadOnlyDictionary<string, string>> MergedValues(
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? others)
    {
        var merged = Merged(Values, null);
        foreach (var (field, table) in others ?? new Dictionary<string, IReadOnlyDictionary<string, string>>())
        {
            merged[field] = Merged(merged.GetValueOrDefault(field), table);
        }

        return merged;
    }

    private static Dictionary<string, TValue> Merged<TValue>(
        IReadOnlyDictionary<string, TValue>? one, IReadOnlyDictionary<string, TValue>? other)
    {
        var merged = new Dictionary<string, TValue>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in (one ?? new Dictionary<string, TValue>()).Concat(other ?? new Dictionary<string, TValue>()))
        {
            merged[key.Trim()] = value;
        }

        return merged;
    }
}
