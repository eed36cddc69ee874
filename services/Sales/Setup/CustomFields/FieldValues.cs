using System.Text.Json;
using System.Text.Json.Nodes;

namespace Funnel.Sales.CustomFields;

/// <summary>The custom values of one record: a JSON object with the codes of the fields as names.</summary>
internal static class FieldValues
{
    public const string None = "{}";

    public static IReadOnlyDictionary<string, JsonElement> Show(string values) =>
        values == None ? new Dictionary<string, JsonElement>() : JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(values)!;

    /// <summary>The values that are texts, which the search reads.</summary>
    public static IEnumerable<string> Texts(string values) => values == None ? [] : Read(values)
        .OrderBy(pair => pair.Key, StringComparer.Ordinal).Where(pair => pair.Value?.GetValueKind() == JsonValueKind.String)
        .Select(pair => pair.Value!.GetValue<string>());

    public static bool Hold(string values, string code) => Read(values).ContainsKey(code);

    /// <summary>These values, and those of the others that are missing here.</summary>
    public static string Fill(string values, string others)
    {
        var all = Read(values);
        foreach (var (code, value) in Read(others).Where(other => !all.ContainsKey(other.Key)).ToList())
        {
            all[code] = value?.DeepClone();
        }

        return all.ToJsonString();
    }

    /// <summary>Undoes a change. A value that was changed again since then stays.</summary>
    public static string Undo(string values, string before, string after)
    {
        var (all, was, became) = (Read(values), Read(before), Read(after));
        foreach (var (code, value) in became.Where(change => JsonNode.DeepEquals(all[change.Key], change.Value)).ToList())
        {
            all.Remove(code);
            if (was[code] is { } old)
            {
                all[code] = old.DeepClone();
            }
        }

        return all.ToJsonString();
    }

    private static JsonObject Read(string values) => JsonNode.Parse(values)!.AsObject();
}
