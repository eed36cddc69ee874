using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Funnel.Testing;

namespace Funnel.Sales.Tests.Visibility;

/// <summary>Reads all that the OpenAPI document offers to read, with each id and each query that may lead to somebody's records.</summary>
/// <param name="ids">What paths and queries may name.</param>
/// <param name="marks">What must not be shown: texts, ids, amounts.</param>
internal sealed partial class ReadingWalk(ServiceUnderTest<Program, SalesDb> sales, IReadOnlyList<string> ids, IReadOnlyList<string> marks)
{
    /// <returns>Every operation that showed a mark which the caller had not named, or failed; with what it showed.</returns>
    public async Task<IReadOnlyList<string>> Showing(HttpClient http)
    {
        var document = await sales.Get<JsonElement>("/api/sales/openapi/v1.json");
        var showing = new List<string>();
        foreach (var path in document.GetProperty("paths").EnumerateObject().Where(path => path.Value.TryGetProperty("get", out _)))
        {
            foreach (var request in Requests(path.Name, path.Value.GetProperty("get")).Distinct())
            {
                using var answer = await http.GetAsync(request);
                var text = await answer.Content.ReadAsStringAsync();
                if (answer.StatusCode >= HttpStatusCode.InternalServerError)
                {
                    showing.Add($"{path.Name} ({request}: {(int)answer.StatusCode})");
                }
                else if (marks.FirstOrDefault(mark => text.Contains(mark, StringComparison.OrdinalIgnoreCase) && !request.Contains(mark, StringComparison.OrdinalIgnoreCase)) is { } shown)
                {
                    showing.Add($"{path.Name} ({request} shows {shown})");
                }
            }
        }

        return showing;
    }

    private IEnumerable<string> Requests(string path, JsonElement operation)
    {
        foreach (var filled in Fill(path))
        {
            yield return filled;
            foreach (var parameter in operation.TryGetProperty("parameters", out var all) ? all.EnumerateArray().ToList() : [])
            {
                var name = parameter.GetProperty("name").GetString()!;
                if (parameter.GetProperty("in").GetString() == "query")
                {
                    foreach (var value in Values(name, parameter.GetProperty("schema")))
                    {
                        yield return $"{filled}?{name}={Uri.EscapeDataString(value)}";
                    }
                }
            }
        }
    }

    private IEnumerable<string> Fill(string path) => Parameter().Match(path) is { Success: true } first
        ? PathValues(first.Value).SelectMany(value => Fill(path[..first.Index] + Uri.EscapeDataString(value) + path[(first.Index + first.Length)..]))
        : [path];

    private IEnumerable<string> PathValues(string parameter) => parameter switch
    {
        "{period}" => ["2026-12", "2026-Q4"],
        "{kind}" => ["win"],
        "{code}" => ["price"],
        _ => ids,
    };

    private IEnumerable<string> Values(string name, JsonElement schema)
    {
        var text = schema.GetRawText();
        return name is "limit" ? ["200"]
            : text.Contains("uuid", StringComparison.Ordinal) ? ids
            : text.Contains("boolean", StringComparison.Ordinal) ? ["true", "false"]
            : Words().Match(text) is { Success: true } words ? words.Groups[1].Value.Split('|')
            : text.Contains("date", StringComparison.Ordinal) ? ["2026-12-31"]
            : ["1", .. marks];
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Parameter();

    /// <summary>As in <c>^(open|won|lost)$</c>.</summary>
    [GeneratedRegex(@"\^\(([a-zA-Z|-]+)\)\$")]
    private static partial Regex Words();
}
