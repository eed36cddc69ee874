using System.Text;

namespace Funnel.Testing;

/// <summary>
/// Checks that every operation of a document has a description and examples, and that the service understands the examples.
/// </summary>
public sealed class ExampleWalk(ApiDocument document, HttpClient http)
{
    private static readonly string[] NotUnderstood = ["malformed-request", "validation-failed", "unsupported-media-type"];

    /// <returns>A line for each missing description or example, and for each example that does not fit its schema.</returns>
    public IReadOnlyList<string> Lacking() =>
        [.. document.Operations.SelectMany(operation => Lacking(operation).Select(what => $"{operation}: {what}"))];

    /// <returns>A line for each example of a request that the service did not understand.</returns>
    public async Task<IReadOnlyList<string>> NotTaken()
    {
        var wrong = new List<string>();
        foreach (var operation in document.Operations)
        {
            var target = operation.Target(parameter => Uri.EscapeDataString(parameter["example"]!.ToString()));
            using var request = new HttpRequestMessage(new HttpMethod(operation.Method), target);
            request.Content = operation.BodyExample is { } body ? new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json")
                : operation.FormExample is { } form
                ? new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Key, field.Value!.ToString())))
                : operation.Body?["text/csv"]?["example"] is { } file ? new StringContent(file.ToString(), Encoding.UTF8, "text/csv")
                : null;
            using var answer = await http.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            if ((int)answer.StatusCode is >= 500 and not 503
                || NotUnderstood.Any(code => text.Contains($"\"code\":\"{code}\"", StringComparison.Ordinal)))
            {
                wrong.Add(
                    $"{operation.Method} {target} {(operation.BodyExample ?? operation.FormExample)?.ToJsonString()}"
                        + $": {(int)answer.StatusCode} {text}");
            }
        }

        return wrong;
    }

    private IEnumerable<string> Lacking(ApiOperation operation)
    {
        foreach (var word in new[] { "summary", "description" }.Where(word => string.IsNullOrWhiteSpace((string?)operation.Node[word])))
        {
            yield return $"no {word}";
        }

        foreach (var parameter in operation.Parameters
            .Where(parameter => string.IsNullOrWhiteSpace((string?)parameter["description"]) || parameter["example"] is null))
        {
            yield return $"no description or example of {parameter["name"]}";
        }

        var bodies = (operation.Body ?? []).Select(body => (Where: "request", body.Key, body.Value)).Concat(
            from answer in operation.Node["responses"]!.AsObject()
            from body in answer.Value!["content"]?.AsObject() ?? []
            select (Where: answer.Key, body.Key, body.Value));
        foreach (var (where, _, body) in bodies.Where(body => body.Key is "application/json" or "application/problem+json"
            or ApiOperation.Form))
        {
            if (body?["example"] is not { } example)
            {
                yield return $"no example of the {where}";
            }
            else if (body["schema"] is { } schema)
            {
                foreach (var violation in document.Violations(schema, example, where))
                {
                    yield return violation;
                }
            }
        }
    }
}
