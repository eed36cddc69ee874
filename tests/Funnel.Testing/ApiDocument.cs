using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Funnel.Testing;

/// <summary>The OpenAPI document of a service.</summary>
public sealed partial class ApiDocument(JsonNode root)
{
    public static async Task<ApiDocument> Read(HttpClient http, string path) => new(JsonNode.Parse(await http.GetStringAsync(path))!);

    public IReadOnlyList<ApiOperation> Operations { get; } =
        [.. from path in root["paths"]!.AsObject() from operation in path.Value!.AsObject()
            select new ApiOperation(operation.Key.ToUpperInvariant(), path.Key, operation.Value!)];

    /// <summary>Checks a value against its schema and returns a line for each violation.</summary>
    public IEnumerable<string> Violations(JsonNode schema, JsonNode? value, string at)
    {
        if (schema["$ref"]?.GetValue<string>() is { } reference)
        {
            return Violations(root["components"]!["schemas"]![reference.Split('/')[^1]]!, value, at);
        }

        if ((schema["oneOf"] ?? schema["anyOf"]) is JsonArray choices)
        {
            return choices.Any(choice => !Violations(choice!, value, at).Any()) ? [] : [$"{at} fits none of its choices"];
        }

        if (schema["allOf"] is JsonArray parts)
        {
            var properties = parts.SelectMany(part => part!["properties"]!.AsObject())
                .ToDictionary(field => field.Key, field => field.Value?.DeepClone());
            var required = parts.SelectMany(part => part!["required"]?.AsArray() ?? []).Select(field => field!.DeepClone());
            return Violations(
                new JsonObject { ["type"] = "object", ["properties"] = new JsonObject(properties),
                    ["required"] = new JsonArray([.. required]) }, value, at);
        }

        if (schema["enum"] is JsonArray values)
        {
            return values.Any(allowed => JsonNode.DeepEquals(allowed, value)) ? [] : [$"{at} is none of {values.ToJsonString()}"];
        }

        var types =
            schema["type"] switch { null => [], JsonArray many => many.Select(one => one!.GetValue<string>()).ToArray(), { } one =>
                [one.GetValue<string>()] };
        var kind = value?.GetValueKind()
            .ToString() switch { null => "null", "True" or "False" => "boolean", { } other => other.ToLowerInvariant() };
        if (types.Length > 0 && !types.Contains(kind)
            && !(kind == "number" && types.Contains("integer") && value!.GetValue<decimal>() % 1 == 0))
        {
            return [$"{at} is a {kind}, not {string.Join(" or ", types)}"];
        }

        return value switch
        {
            JsonObject thing => InObject(schema, thing, at),
            JsonArray list => InList(schema, list, at),
            JsonValue simple when kind == "string" => InText(schema, simple.GetValue<string>(), at),
            JsonValue simple when kind == "number" =>
                simple.GetValue<decimal>() is var number && (number < (decimal?)schema["minimum"] || number > (decimal?)schema["maximum"])
                    ? [$"{at} is out of range"]
                    : [],
            _ => [],
        };
    }

    private IEnumerable<string> InObject(JsonNode schema, JsonObject thing, string at)
    {
        foreach (var required in schema["required"]?.AsArray() ?? [])
        {
            if (!thing.ContainsKey(required!.GetValue<string>()))
            {
                yield return $"{at}.{required} is missing";
            }
        }

        foreach (var (name, value) in thing)
        {
            var field = schema["properties"]?[name] ?? schema["additionalProperties"];
            if (field is null && schema["properties"] is not null)
            {
                yield return $"{at}.{name} is unknown";
            }

            foreach (var violation in field is JsonObject ? Violations(field, value, $"{at}.{name}") : [])
            {
                yield return violation;
            }
        }
    }

    private IEnumerable<string> InList(JsonNode schema, JsonArray list, string at) =>
        list.Count < (int?)schema["minItems"] || list.Count > (int?)schema["maxItems"] ? [$"{at} has {list.Count} items"]
        : schema["items"] is { } item ? list.SelectMany((value, index) => Violations(item, value, $"{at}[{index}]")) : [];

    private static IEnumerable<string> InText(JsonNode schema, string text, string at)
    {
        var fitsFormat = (string?)schema["format"] switch
        {
            "uuid" => Guid.TryParse(text, out _),
            "date-time" => DateTimeOffset.TryParse(text, out _) && text.Contains('T', StringComparison.Ordinal),
            "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", out _),
            _ => true,
        };
        return fitsFormat && !(text.Length < (int?)schema["minLength"]) && !(text.Length > (int?)schema["maxLength"])
            && (schema["pattern"] is not { } pattern || Regex.IsMatch(text, pattern.GetValue<string>()))
            ? []
            : [$"{at} is '{text}', which does not fit {schema.ToJsonString()}"];
    }

    [GeneratedRegex("`([a-z0-9-]+)`:")]
    internal static partial Regex Code();
}

/// <summary>An operation of an OpenAPI document.</summary>
/// <param name="Path">The path, with its parameters in braces.</param>
/// <param name="Node">The operation's part of the document.</param>
public sealed record ApiOperation(string Method, string Path, JsonNode Node)
{
    public IEnumerable<JsonNode> Parameters => Node["parameters"]?.AsArray().Select(parameter => parameter!) ?? [];

    /// <summary>The request bodies by media type. Null when the operation takes no body.</summary>
    public JsonObject? Body => Node["requestBody"]?["content"]?.AsObject();

    public JsonNode? BodyExample => Body?["application/json"]?["example"];

    /// <summary>The media type of an HTML form.</summary>
    internal const string Form = "application/x-www-form-urlencoded";

    public JsonObject? FormExample => Body?[Form]?["example"]?.AsObject();

    /// <summary>The problem codes that the document announces for a status.</summary>
    public IEnumerable<string> Announced(int status) =>
        ApiDocument.Code().Matches((string?)Node["responses"]?[$"{status}"]?["description"] ?? "").Select(match => match.Groups[1].Value);

    /// <summary>
    /// The address of a request: the path and the query, filled with the values of the parameters. A parameter without a value
    /// is left out.
    /// </summary>
    public string Target(Func<JsonNode, string?> value)
    {
        var query = new List<string>();
        var path = Path;
        foreach (var parameter in Parameters)
        {
            var name = parameter["name"]!.GetValue<string>();
            if (value(parameter) is { } text)
            {
                if ((string?)parameter["in"] == "path")
                {
                    path = path.Replace($"{{{name}}}", text, StringComparison.Ordinal);
                }
                else if ((string?)parameter["in"] == "query")
                {
                    query.Add($"{name}={text}");
                }
            }
        }

        return query.Count == 0 ? path : $"{path}?{string.Join('&', query)}";
    }

    public override string ToString() => $"{Method} {Path}";
}
