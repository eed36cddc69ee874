using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.CustomFields;

/// <summary>The custom fields in use of one kind of record. They are few, so one query serves a whole batch.</summary>
internal sealed class CustomFieldSet
{
    public const string FilterPattern = "^[a-z0-9-]{1,60}:[^\\x00]{1,1000}$";

    private static readonly Refusal Unknown = new("custom-field-not-found", 422, "The custom field does not exist.");
    private static readonly Refusal Required = new("custom-field-required", 422, "A required custom field has no value.");
    private static readonly Refusal WrongFilter = new("custom-field-filter-wrong", 422, "The filter by custom field is not valid.");

    private readonly Dictionary<string, CustomField> fields;

    private CustomFieldSet(Dictionary<string, CustomField> fields) => this.fields = fields;

    public static async Task<CustomFieldSet> Load(SalesDb db, RecordKind record, CancellationToken cancellation) =>
        Of(await db.CustomFields.AsNoTracking().Where(field => field.Record == record && field.RetiredAt == null)
            .ToListAsync(cancellation));

    public static CustomFieldSet Of(IEnumerable<CustomField> inUse) => new(inUse.ToDictionary(field => field.Code));

    /// <summary>Sets the named values; null removes a value. Afterwards each required field has a value.</summary>
    /// <param name="values">The current values, a JSON object.</param>
    /// <param name="isHistory">History may lack values that are required today.</param>
    /// <returns>The new values, a JSON object.</returns>
    public Result<string> Change(string values, IReadOnlyDictionary<string, JsonElement> changes, bool isHistory = false)
    {
        var all = JsonNode.Parse(values)!.AsObject();
        foreach (var (code, value) in changes)
        {
            if (!fields.TryGetValue(code, out var field))
            {
                return Unknown.Because($"`fields` names '{code}', which is not a custom field in use.");
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

        var missing = fields.Values.Where(field => field.IsRequired && !isHistory && !all.ContainsKey(field.Code))
            .Select(field => field.Code).Order(StringComparer.Ordinal).ToList();
        return missing.Count > 0 ? Required.Because($"These fields have no value: {string.Join(", ", missing)}.") : all.ToJsonString();
    }

    /// <summary>Reads a filter as the JSON that the values must contain, such as <c>{"region":"north"}</c>.</summary>
    /// <param name="filter">Such as <c>region:north</c>.</param>
    public Result<string> Containing(string filter)
    {
        var colon = filter.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || !fields.TryGetValue(filter[..colon], out var field))
        {
            return WrongFilter.Because(
                $"`field` is '{filter}'. A filter is the code of a custom field, a colon and a value: region:north.");
        }

        var text = filter[(colon + 1)..];
        JsonNode? value = field.Type switch
        {
            CustomFieldType.Number =>
                decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                    out var number) ? number : null,
            CustomFieldType.Boolean => bool.TryParse(text, out var isTrue) ? isTrue : null,
            _ => text,
        };
        return value is null
            ? WrongFilter.Because($"`field` has the value '{text}', which is not a {field.Type.ToString().ToLowerInvariant()}.")
            : new JsonObject { [field.Code] = value }.ToJsonString();
    }
}
