using System.Text.Json;
using System.Text.Json.Nodes;
using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.CustomFields;

/// <summary>The custom fields in use of one kind of record. They are few, so one query serves a whole batch.</summary>
internal sealed class CustomFieldSet
{
    private static readonly Refusal Unknown = new("custom-field-not-found", 422, "The custom field does not exist.");
    private static readonly Refusal Required = new("custom-field-required", 422, "A required custom field has no value.");

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

    /// <summary>Reads conditions of a filter, such as <c>region:north</c>.</summary>
    public Result<IReadOnlyList<FieldCondition>> Read(IEnumerable<string> filter)
    {
        var conditions = new List<FieldCondition>();
        foreach (var text in filter)
        {
            if (FieldCondition.Read(text, fields.GetValueOrDefault).IsRefused(out var refusal, out var condition))
            {
                return refusal;
            }

            conditions.Add(condition);
        }

        return conditions;
    }
}
