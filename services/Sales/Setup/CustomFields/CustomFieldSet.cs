using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.CustomFields;

/// <summary>The custom fields of one kind of record that are in use. There are few, so that one look-up serves a whole batch.</summary>
internal sealed class CustomFieldSet
{
    public const string FilterPattern = "^[a-z0-9-]{1,60}:[^\\x00]{1,1000}$";

    private static readonly Refusal Unknown = new("custom-field-not-found", 422, "There is no such custom field.");
    private static readonly Refusal Required = new("custom-field-required", 422, "A required custom field has no value.");
    private static readonly Refusal WrongFilter = new("custom-field-filter-wrong", 422, "A filter by custom field is its code, a colon and a value of its type.");

    private readonly Dictionary<string, CustomField> fields;

    private CustomFieldSet(Dictionary<string, CustomField> fields) => this.fields = fields;

    public static async Task<CustomFieldSet> Load(SalesDb db, RecordKind record, CancellationToken cancellation) =>
        Of(await db.CustomFields.AsNoTracking().Where(field => field.Record == record && field.RetiredAt == null).ToListAsync(cancellation));

    public static CustomFieldSet Of(IEnumerable<CustomField> inUse) => new(inUse.ToDictionary(field => field.Code));

    /// <summary>Takes the values that are named; null takes one away. Afterwards each required field has one.</summary>
    /// <param name="values">A JSON object: the values as they are.</param>
    /// <param name="isHistory">What is told of the past may lack what is required today.</param>
    /// <returns>The values as they become.</returns>
    public Result<string> Change(string values, IReadOnlyDictionary<string, JsonElement> changes, bool isHistory = false)
    {
        var all = JsonNode.Parse(values)!.AsObject();
        foreach (var (code, value) in changes)
        {
            if (!fields.TryGetValue(code, out var field))
            {
                return Unknown.Because($"'{code}' is none.");
            }

            if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
            {
                all.Remove(code);
            }
            else if (field.Read(value).IsRefused(out var refusal, out var kept))
            {
                return refusal;
            }
            else
            {
                all[code] = kept;
            }
        }

        var missing = fields.Values.Where(field => field.IsRequired && !isHistory && !all.ContainsKey(field.Code)).Select(field => field.Code).Order(StringComparer.Ordinal).ToList();
        return missing.Count > 0 ? Required.Because($"Missing: {string.Join(", ", missing)}.") : all.ToJsonString();
    }

    /// <summary>What the values of those contain that are looked for, such as <c>{"region":"north"}</c>.</summary>
    /// <param name="filter">Such as <c>region:north</c>.</param>
    public Result<string> Containing(string filter)
    {
        var colon = filter.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || !fields.TryGetValue(filter[..colon], out var field))
        {
            return WrongFilter.Because($"'{filter}' names no field.");
        }

        var text = filter[(colon + 1)..];
        JsonNode? value = field.Type switch
        {
            CustomFieldType.Number => decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null,
            CustomFieldType.Boolean => bool.TryParse(text, out var isTrue) ? isTrue : null,
            _ => text,
        };
        return value is null ? WrongFilter.Because($"'{text}' is no {field.Type.ToString().ToLowerInvariant()}.") : new JsonObject { [field.Code] = value }.ToJsonString();
    }
}
