using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Funnel.Testing;

namespace Funnel.Sales.Tests.Visibility;

/// <summary>A field of a request body.</summary>
/// <param name="Schema">The schema and the field, such as <c>AccountReference.domain</c>.</param>
/// <param name="Path">The way to the field in the body, such as <c>items[].account.domain</c>.</param>
internal sealed record BodyField(string Method, string Route, string Schema, string Path, bool IsId)
{
    public override string ToString() => $"{Method} {Route}: {Path} ({Schema})";
}

/// <summary>Finds every text and every id in the bodies of the OpenAPI document, and sends records of another owner in them.</summary>
/// <param name="owned">The ids and names of the owner's records.</param>
internal sealed class NaturalKeyWalk(ServiceUnderTest<Program, SalesDb> sales, IReadOnlyCollection<string> owned)
{
    private const string Document = "/api/sales/openapi/v1.json";

    private string? statement;

    /// <summary>Every text and every id that a request body can contain.</summary>
    public async Task<IReadOnlyList<BodyField>> Fields()
    {
        var root = JsonNode.Parse(await sales.Http.GetStringAsync(Document))!;
        return [.. from operation in new ApiDocument(root).Operations
                   where operation.Body?["application/json"]?["schema"] is not null
                   from field in Below(operation.Body!["application/json"]!["schema"]!, "", "")
                   select new BodyField(operation.Method, operation.Path, field.Schema, field.Path, field.IsId)];

        IEnumerable<(string Schema, string Path, bool IsId)> Below(JsonNode schema, string named, string path)
        {
            if (schema["$ref"]?.GetValue<string>().Split('/')[^1] is { } name)
            {
                return Below(root["components"]!["schemas"]![name]!, name, path);
            }

            if ((schema["oneOf"] ?? schema["anyOf"]) is JsonArray choices)
            {
                return choices.SelectMany(choice => Below(choice!, named, path));
            }

            if (schema["items"] is { } item)
            {
                return Below(item, named, $"{path}[]");
            }

            if (schema["properties"] is JsonObject properties)
            {
                return properties.SelectMany(property => Below(property.Value!, $"{Type(named)}.{property.Key}",
                    path.Length == 0 ? property.Key : $"{path}.{property.Key}"));
            }

            var isText = schema["type"]?.ToJsonString().Contains("\"string\"", StringComparison.Ordinal) == true && schema["enum"] is null;
            return !isText || (string?)schema["format"] is "date" or "date-time" ? []
                : [(named, path, (string?)schema["format"] == "uuid")];
        }

        static string Type(string named) => named.Split('.')[0];
    }

    /// <summary>All operations with a body that is not JSON, such as a file.</summary>
    public async Task<IReadOnlyList<string>> OtherBodies() =>
        [.. (await ApiDocument.Read(sales.Http, Document)).Operations
            .Where(operation => operation.Body is { } body && !body.ContainsKey("application/json"))
            .Select(operation => $"{operation.Method} {operation.Path}")];

    /// <summary>The body with the given values in the object that has the field.</summary>
    public static JsonObject With(JsonObject body, string path, IEnumerable<KeyValuePair<string, JsonNode?>> values)
    {
        var at = (JsonNode)body;
        foreach (var step in path.Split('.')[..^1])
        {
            at = step.EndsWith("[]", StringComparison.Ordinal) ? at[step[..^2]]![0]! : at[step] ??= new JsonObject();
        }

        foreach (var (name, value) in values)
        {
            at[name] = value?.DeepClone();
        }

        return body;
    }

    public static async Task<(int Status, string Text)> Send(HttpClient http, string method, string path, JsonObject body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = JsonContent.Create(body) };
        using var answer = await http.SendAsync(request);
        return ((int)answer.StatusCode, $"{await answer.Content.ReadAsStringAsync()} {answer.Headers.Location}");
    }

    /// <summary>The owner's ids and names that an answer shows although the request did not contain them.</summary>
    public IReadOnlyList<string> Shown(string answer, JsonObject sent) =>
        [.. owned.Where(mark => answer.Contains(mark, StringComparison.OrdinalIgnoreCase)
            && !sent.ToJsonString().Contains(mark, StringComparison.OrdinalIgnoreCase))];

    /// <summary>Every row of the database that contains an id of the owner's records.</summary>
    public async Task<IReadOnlyList<string>> Rows()
    {
        statement ??= await Statement();
        await using var command = sales.Database.CreateCommand(statement);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    private async Task<string> Statement()
    {
        await using var command = sales.Database.CreateCommand("""
            select string_agg(format('select %L || t::text from %s t where t::text ~ %L', c.oid::regclass || ': ', c.oid::regclass, $1),
                ' union all ')
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema')
            """);
        command.Parameters.Add(new() { Value = string.Join('|', owned.Where(mark => Guid.TryParse(mark, out _))) });
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
