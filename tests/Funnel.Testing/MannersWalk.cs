using System.Text.Json.Nodes;

namespace Funnel.Testing;

/// <summary>Checks the manners that every operation has without a word in its route: unknown parameters and HEAD.</summary>
public sealed class MannersWalk(ApiDocument document, HttpClient http)
{
    private const string Unknown = "surprise";

    /// <param name="except">The operations that ignore unknown parameters, by the start of their path.</param>
    /// <returns>A line for each operation that does not refuse an unknown query parameter and name the known ones.</returns>
    public async Task<IReadOnlyList<string>> TakeUnknownParameters(params string[] except)
    {
        var wrong = new List<string>();
        foreach (var operation in document.Operations)
        {
            var target = Target(operation);
            using var request = new HttpRequestMessage(new HttpMethod(operation.Method),
                $"{target}{(target.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{Unknown}=1");
            using var answer = await http.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            var isRefused = text.Contains("\"code\":\"parameter-unknown\"", StringComparison.Ordinal);
            if (isRefused == except.Any(start => operation.Path.StartsWith(start, StringComparison.Ordinal)))
            {
                wrong.Add($"{operation}: {(int)answer.StatusCode} {text}");
            }
            else if (isRefused)
            {
                var detail = (string?)JsonNode.Parse(text)!["detail"] ?? "";
                wrong.AddRange(operation.Parameters.Where(parameter => (string?)parameter["in"] == "query")
                    .Select(parameter => (string)parameter["name"]!).Where(name => !detail.Contains(name, StringComparison.Ordinal))
                    .Select(name => $"{operation}: the detail does not name '{name}': {detail}"));
            }
        }

        return wrong;
    }

    /// <returns>A line for each GET whose HEAD has another status or another tag, or has a body.</returns>
    public async Task<IReadOnlyList<string>> HaveNoHead()
    {
        var wrong = new List<string>();
        foreach (var operation in document.Operations.Where(operation => operation.Method == "GET"))
        {
            using var whole = await http.GetAsync(Target(operation));
            using var request = new HttpRequestMessage(HttpMethod.Head, Target(operation));
            using var head = await http.SendAsync(request);
            if (head.StatusCode != whole.StatusCode
                || head.Content.Headers.ContentType?.MediaType != whole.Content.Headers.ContentType?.MediaType
                || head.Headers.ETag is null != whole.Headers.ETag is null || (await head.Content.ReadAsByteArrayAsync()).Length > 0)
            {
                wrong.Add($"{operation}: GET {(int)whole.StatusCode} {whole.Content.Headers.ContentType} {whole.Headers.ETag}, "
                    + $"HEAD {(int)head.StatusCode} {head.Content.Headers.ContentType} {head.Headers.ETag}");
            }
        }

        return wrong;
    }

    private static string Target(ApiOperation operation) =>
        operation.Target(parameter => Uri.EscapeDataString(parameter["example"]!.ToString()));
}
