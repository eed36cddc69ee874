using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.OpenApi;

namespace Funnel.OpenApi;

/// <summary>
/// Gives every operation examples that are made from its schemas, so that they are never outdated. A value depends on the name
/// of its field, or else on its type. A route can set another body with <see cref="Example"/>.
/// </summary>
internal sealed partial class Examples(OpenApiDocument document)
{
    private const int Deepest = 8;

    /// <summary>The values by the name of a field, or by the last word of the name.</summary>
    private static readonly Dictionary<string, string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["email"] = "ada@example.com", ["fullName"] = "Ada Almeida", ["firstName"] = "Ada", ["lastName"] = "Almeida",
        ["phone"] = "+351210000000",
        ["company"] = "Alpine Logistics", ["accountName"] = "Alpine Logistics", ["name"] = "Fleet planning",
        ["jobTitle"] = "Head of Operations", ["domain"] = "alpine.example",
        ["country"] = "PT", ["countries"] = "PT", ["currency"] = "EUR", ["language"] = "pt", ["timeZone"] = "Europe/Lisbon",
        ["url"] = "https://example.com/pricing", ["landingPage"] = "/offer", ["location"] = "https://example.com/",
        ["asset"] = "demo-request",
        ["source"] = "google", ["medium"] = "cpc", ["campaign"] = "spring-launch", ["channel"] = "email", ["purpose"] = "newsletter",
        ["legalBasis"] = "consent",
        ["decidedBy"] = "Ana Ribeiro", ["by"] = "channel", ["after"] = "0-0", ["owner"] = "Ana Ribeiro", ["actor"] = "Ana Ribeiro",
        ["note"] = "Asked for a call next week.",
        ["reason"] = "best-fit", ["pipeline"] = "default", ["stage"] = "proposal", ["code"] = "best-fit", ["key"] = "demo-requested",
        ["label"] = "Best fit",
        ["externalId"] = "crm-1042", ["version"] = "1", ["textVersion"] = "1", ["time"] = "09:00", ["start"] = "09:00", ["end"] = "17:00",
        ["day"] = "monday", ["sku"] = "FLEET-1",
        ["role"] = "sales", ["scope"] = "sales.read", ["queue"] = "insights.deals", ["type"] = "sales.opportunity.won.v1",
        ["error"] = "The broker does not answer.", ["messageId"] = "0197f0c4-9a3e-7c6b-8f51-3f0c2a9d7e10",
    };

    /// <summary>Values to try if the value of a name does not fit the pattern of the field.</summary>
    private static readonly string[] Fitting =
        ["best-fit", "best_fit", "EUR", "PT", "monday", "09:00", "2026-06-30", "2026-06", "2026-Q3", "https://example.com/", "a", "1",
            "1.00", "0-0"];

    public static void Give(OpenApiDocument document)
    {
        var examples = new Examples(document);
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations?.Values ?? Enumerable.Empty<OpenApiOperation>()))
        {
            foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            {
                parameter.Example ??= parameter.Schema is { } schema ? examples.Of(schema, parameter.Name!, isAsked: true) : null;
            }

            foreach (var body in operation.RequestBody?.Content?.Values ?? [])
            {
                body.Example ??= body.Schema is { } schema ? examples.Of(schema, "", isAsked: true) : null;
            }

            foreach (var body in operation.Responses?.Values.SelectMany(answer => answer.Content?.Values ?? []) ?? [])
            {
                body.Example ??= body.Schema is { } schema ? examples.Of(schema, "", isAsked: false) : null;
            }
        }
    }

    /// <param name="schema">The schema of the value.</param>
    /// <param name="name">The name of the field.</param>
    /// <param name="isAsked">Whether the value belongs to a request: then optional ids of other records are left out.</param>
    /// <param name="depth">The depth of the value in the example.</param>
    private JsonNode? Of(IOpenApiSchema schema, string name, bool isAsked, int depth = 0)
    {
        schema = Resolved(schema);
        if (schema.Examples is [{ } given, ..])
        {
            return given.DeepClone();
        }

        if (schema.Enum is { Count: > 0 } values)
        {
            return values.FirstOrDefault(value => value?.ToString() is not (null or "unknown"))?.DeepClone();
        }

        if ((schema.OneOf ?? schema.AnyOf)?.Select(Resolved).FirstOrDefault(choice => choice.Type != JsonSchemaType.Null) is { } chosen)
        {
            return Of(chosen, name, isAsked, depth);
        }

        if (schema.AllOf is { Count: > 0 } parts)
        {
            // The fields of a form have one schema each.
            return new JsonObject(parts.Select(part => Of(part, name, isAsked, depth)).OfType<JsonObject>()
                .SelectMany(fields => fields.Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone()))));
        }

        return (schema.Type & ~JsonSchemaType.Null) switch
        {
            JsonSchemaType.Object => Object(schema, isAsked, depth),
            JsonSchemaType.Array => List(schema, name, isAsked, depth),
            JsonSchemaType.String => JsonValue.Create(Text(schema, name)),
            JsonSchemaType.Integer => JsonValue.Create((long)Number(schema, name is "limit" ? 50 : 3)),
            JsonSchemaType.Number =>
                JsonValue.Create(Number(schema, name.EndsWith("amount", StringComparison.OrdinalIgnoreCase) ? 25000 : 1)),
            // An example names an owner, or leaves the default.
            JsonSchemaType.Boolean => JsonValue.Create(name != "unassigned"),
            _ => new JsonObject(),
        };
    }

    private JsonObject Object(IOpenApiSchema schema, bool isAsked, int depth)
    {
        var example = new JsonObject();
        var fields = depth < Deepest && schema.Properties is { } properties ? properties.ToList() : [];
        var told = fields.Where(field => !isAsked || schema.Required?.Contains(field.Key) == true || !NamesAnother(field.Value)).ToList();
        foreach (var (name, field) in told.Count > 0 ? told : fields)
        {
            example[name] = Of(field, name, isAsked, depth + 1);
        }

        if (schema.AdditionalProperties is { } values && example.Count == 0)
        {
            example["key"] = Of(values, "value", isAsked, depth + 1);
        }

        return example;
    }

    private JsonArray List(IOpenApiSchema schema, string name, bool isAsked, int depth) =>
        depth < Deepest && schema.Items is { } item
            ? [.. Enumerable.Range(0, Math.Max(1, schema.MinItems ?? 1)).Select(_ => Of(item, Singular(name), isAsked, depth + 1))]
            : [];

    private static string Text(IOpenApiSchema schema, string name)
    {
        var text = schema.Format switch
        {
            "uuid" => "0197f0c4-9a3e-7c6b-8f51-3f0c2a9d7e10",
            "date-time" => "2026-03-02T09:30:00Z",
            "date" => "2026-06-30",
            "time" => "09:00:00",
            "uri" => "https://example.com/",
            "byte" => "RnVubmVs",
            _ => Known.GetValueOrDefault(name) ?? Known.GetValueOrDefault(LastWord().Match(name).Value) ?? "text",
        };
        if (schema.Pattern is { } pattern && !Regex.IsMatch(text, pattern))
        {
            text = Fitting.Concat(Choices().Match(pattern).Groups[1].Value.Split('|'))
                .FirstOrDefault(candidate => candidate.Length > 0 && Regex.IsMatch(candidate, pattern)) ?? text;
        }

        return text.Length > schema.MaxLength ? text[..schema.MaxLength.Value] : text.PadRight(schema.MinLength ?? 0, 'x');
    }

    private static decimal Number(IOpenApiSchema schema, decimal usual)
    {
        var (least, most) = (Bound(schema.Minimum), Bound(schema.Maximum));
        return usual < least ? least.Value : usual > most ? most.Value : usual;
    }

    private static decimal? Bound(string? text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound) ? bound : null;

    private bool NamesAnother(IOpenApiSchema field) => Resolved(field) is { Format: "uuid" };

    private IOpenApiSchema Resolved(IOpenApiSchema schema) =>
        schema is OpenApiSchemaReference reference ? reference.Target ?? document.Components!.Schemas![reference.Reference.Id!] : schema;

    private static string Singular(string name) =>
        name.EndsWith("ies", StringComparison.Ordinal) ? name[..^3] + "y" : name.EndsWith('s') ? name[..^1] : name;

    [GeneratedRegex("[A-Z]?[a-z]+$")]
    private static partial Regex LastWord();

    [GeneratedRegex(@"^\^(?:-\?)?\(([^()]+)\)\$$")]
    private static partial Regex Choices();
}
