using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Funnel.Testing;

namespace Funnel.Sales.Tests.Visibility;

/// <summary>
/// Sends every GET request of the OpenAPI document, with each id and each query value that could return another owner's records.
/// </summary>
/// <remarks>
/// Required parameters are always sent, in each combination of values. Optional parameters are added one at a time. A refused
/// request would show no records, and a leak would stay unnoticed.
/// </remarks>
/// <param name="ids">The ids that paths and queries are filled with.</param>
/// <param name="marks">The texts, ids and amounts that a response must not contain.</param>
internal sealed partial class ReadingWalk(ServiceUnderTest<Program, SalesDb> sales, IReadOnlyList<string> ids, IReadOnlyList<string> marks)
{
    /// <summary>Every path with a GET operation.</summary>
    public async Task<IReadOnlyList<string>> Paths() => [.. (await Operations()).Select(path => path.Name)];

    /// <returns>
    /// Each request whose response contains a mark, with that mark, grouped by the path of the operation. A refusal may repeat a
    /// mark that the request itself contains.
    /// </returns>
    public async Task<ILookup<string, string>> Showing(HttpClient http)
    {
        var showing = new List<(string Path, string What)>();
        foreach (var path in await Operations())
        {
            foreach (var request in Requests(path.Name, path.Value.GetProperty("get")).Distinct())
            {
                using var answer = await http.GetAsync(request);
                var sent = Uri.UnescapeDataString(request);
                var text = $"{await answer.Content.ReadAsStringAsync()} {answer.Headers.Location}";
                Assert.True(answer.StatusCode < HttpStatusCode.InternalServerError, $"{request}: {(int)answer.StatusCode} {text}");
                if (marks.FirstOrDefault(mark => text.Contains(mark, StringComparison.OrdinalIgnoreCase)
                    && (answer.IsSuccessStatusCode || !sent.Contains(mark, StringComparison.OrdinalIgnoreCase))) is { } shown)
                {
                    showing.Add((path.Name, $"{request} shows {shown}"));
                }
            }
        }

        return showing.ToLookup(one => one.Path, one => one.What);
    }

    private async Task<List<JsonProperty>> Operations() =>
        [.. (await sales.Get<JsonElement>("/api/sales/openapi/v1.json")).GetProperty("paths").EnumerateObject()
            .Where(path => path.Value.TryGetProperty("get", out _))];

    private IEnumerable<string> Requests(string path, JsonElement operation)
    {
        var queries = operation.TryGetProperty("parameters", out var all)
            ? all.EnumerateArray().Where(one => one.GetProperty("in").GetString() == "query").ToList()
            : [];
        var required = queries.FindAll(one => one.TryGetProperty("required", out var must) && must.GetBoolean());
        foreach (var filled in Fill(path))
        {
            foreach (var least in required.Aggregate<JsonElement, IEnumerable<string>>(["?"],
                (before, one) => before.SelectMany(left => Named(one).Select(right => $"{left}{right}&"))))
            {
                yield return $"{filled}{least}";
                foreach (var more in queries.Except(required).SelectMany(Named))
                {
                    yield return $"{filled}{least}{more}";
                }
            }
        }
    }

    private IEnumerable<string> Fill(string path) => Parameter().Match(path) is { Success: true } first
        ? PathValues(first.Value)
            .SelectMany(value => Fill(path[..first.Index] + Uri.EscapeDataString(value) + path[(first.Index + first.Length)..]))
        : [path];

    private IEnumerable<string> PathValues(string parameter) => parameter switch
    {
        "{period}" => ["2026-12", "2026-Q4"],
        "{kind}" => ["win"],
        "{record}" => ["opportunity"],
        "{code}" => ["price", "default", TwoTeams.Checklist],
        "{checklist}" => [TwoTeams.Checklist],
        "{version}" => ["1"],
        _ => ids,
    };

    private IEnumerable<string> Named(JsonElement parameter)
    {
        var name = parameter.GetProperty("name").GetString()!;
        return Values(name, parameter.GetProperty("schema").GetRawText()).Select(value => $"{name}={Uri.EscapeDataString(value)}");
    }

    private IEnumerable<string> Values(string name, string schema) =>
        name is "limit" ? ["200", "10"]
        : name is "amount" ? ["1"]
        : schema.Contains("uuid", StringComparison.Ordinal) ? ids
        : name is "period" ? ["2026-12", "2026-Q4"]
        : schema.Contains("[A-Z]{3}", StringComparison.Ordinal) ? ["EUR"]
        : schema.Contains("boolean", StringComparison.Ordinal) ? ["true", "false"]
        : Words().Match(schema) is { Success: true } words ? words.Groups[1].Value.Split('|')
        : schema.Contains("date", StringComparison.Ordinal)
        ? [name switch { "from" => "2020-01-01", "to" => "2029-12-31", _ => "2020-12-31" }]
        : name is "from" ? ["2020-01"]
        : name is "to" ? ["2029-12"]
        : ["1", .. marks.Where(mark => !Guid.TryParse(mark, out _))];

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Parameter();

    /// <summary>Matches a pattern that lists the accepted words, such as <c>^(open|won|lost)$</c>.</summary>
    [GeneratedRegex(@"\^\(([a-zA-Z|-]+)\)\$")]
    private static partial Regex Words();
}
