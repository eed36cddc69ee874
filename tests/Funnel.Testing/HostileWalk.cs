using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Funnel.Testing;

/// <summary>
/// Sends random documents, queries and paths to every operation of a service. No answer may be a 5xx, every 4xx must be a
/// problem that the operation announces, and a refused request must not have written anything.
/// </summary>
public sealed partial class HostileWalk(ApiDocument document, HttpClient http, TableState tables)
{
    /// <summary>Codes that come before an operation is chosen. Any address may answer with them.</summary>
    private static readonly string[] BeforeTheOperation =
        ["not-found", "method-not-allowed", "malformed-request", "validation-failed", "request-too-large", "unsupported-media-type"];

    private readonly IReadOnlySet<string> codes = ProblemTable.Codes();
    private readonly List<string> ids = [];
    private readonly Dictionary<ApiOperation, List<HostileRequest>> refused = [];

    /// <summary>The seed of a walk: the same each time, so that a walk can be repeated. <c>FUNNEL_SEED</c> sets another one.</summary>
    public static int Seed { get; } = int.TryParse(Environment.GetEnvironmentVariable("FUNNEL_SEED"), out var seed) ? seed : 1;

    private sealed record HostileRequest(string Target, byte[]? Body, string MediaType, string? Encoding, int Seed)
    {
        public override string ToString() =>
            $"{Target} {(Body is null ? "" : Short(System.Text.Encoding.UTF8.GetString(Body)))} {MediaType} {Encoding} (seed {Seed})";
    }

    /// <param name="seed">Equal seeds send equal requests. A line of the result names its seed.</param>
    /// <param name="rounds">Each round calls every operation once.</param>
    /// <returns>A line for each wrong answer and for each refused request that wrote to a table.</returns>
    public async Task<IReadOnlyList<string>> Wrong(int seed, int rounds)
    {
        var wrong = new List<string>();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var operation in document.Operations)
            {
                var random = new Random(seed);
                await Call(operation, random, seed++, wrong);
            }
        }

        wrong.AddRange(await Written());
        return wrong;
    }

    private async Task Call(ApiOperation operation, Random random, int seed, List<string> wrong)
    {
        var hostile = new Hostile(random);
        var target = operation.Target(parameter => (string?)parameter["in"] == "path"
            ? random.Next(4) == 0 ? hostile.Segment() : Id(parameter, random)
            : Query(parameter, hostile, random));
        var mediaType = operation.Body?.First().Key ?? "application/json";
        var sent = new HostileRequest(target, operation.Body is null ? null : hostile.Body(operation.BodyExample),
            random.Next(30) == 0 ? "text/plain" : mediaType, random.Next(40) == 0 ? "gzip" : null, seed);
        var (status, text) = await Send(operation, sent);
        if (status is >= 200 and < 300)
        {
            ids.AddRange(Uuid().Matches(text).Select(match => match.Value).Take(20));
        }
        else if (Fault(operation, status, text) is { } fault)
        {
            wrong.Add($"{operation.Method} {sent}: {fault}");
        }
        else
        {
            refused.TryAdd(operation, []);
            refused[operation].Add(sent);
        }
    }

    /// <returns>The value of a query parameter: hostile, good, spoiled or sent twice; null leaves it out.</returns>
    private static string? Query(JsonNode parameter, Hostile hostile, Random random)
    {
        var example = parameter["example"]?.ToString() ?? "1";
        return random.Next(8) switch
        {
            0 or 1 => hostile.Text(),
            2 => Uri.EscapeDataString(example),
            3 => Uri.EscapeDataString(hostile.Spoiled(example)),
            4 => $"{Uri.EscapeDataString(example)}&{parameter["name"]}={hostile.Text()}",
            _ => null,
        };
    }

    private string? Fault(ApiOperation operation, int status, string text)
    {
        if (status is < 400 or >= 500)
        {
            return $"{status} {Short(text)}";
        }

        // People open these links in a browser, so every answer is a page.
        if (operation.Path.StartsWith("/api/sales/v1/surveys/answer/", StringComparison.Ordinal)
            && text.StartsWith("<!doctype html>", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            var problem = JsonNode.Parse(text)!;
            var code = (string?)problem["code"];
            return code is null || !codes.Contains(code) ? $"the code '{code}' is not in the table"
                : (int?)problem["status"] != status || (string?)problem["type"] != $"urn:funnel:problem:{code}"
                ? $"{status} is no whole problem: {Short(text)}"
                : !BeforeTheOperation.Contains(code) && !operation.Announced(status).Contains(code) ? $"{status} '{code}' is not announced"
                : null;
        }
        catch (JsonException)
        {
            return $"{status} is no problem document: {Short(text)}";
        }
    }

    /// <summary>Sends all refused requests again and compares the tables. When they differ, finds the operation that wrote.</summary>
    private async Task<IReadOnlyList<string>> Written()
    {
        if (!(await WrittenBy([.. refused.SelectMany(one => one.Value.Select(sent => (one.Key, sent)))])).Any())
        {
            return [];
        }

        var wrong = new List<string>();
        foreach (var (operation, all) in refused)
        {
            var written = await WrittenBy([.. all.Select(sent => (operation, sent))]);
            wrong.AddRange(
                written.Select(table => $"{operation} wrote to {table} though it refused, by one of:\n  {string.Join("\n  ", all)}"));
        }

        return wrong;
    }

    private async Task<IReadOnlyList<string>> WrittenBy(IReadOnlyList<(ApiOperation Operation, HostileRequest Request)> requests)
    {
        while (true)
        {
            var before = await tables.Settled();
            var still = new List<(ApiOperation, HostileRequest)>();
            foreach (var (operation, sent) in requests)
            {
                if (await Send(operation, sent) is (>= 400 and < 500, _))
                {
                    still.Add((operation, sent));
                }
            }

            if (still.Count == requests.Count)
            {
                return [.. TableState.Differences(before, await tables.Now())];
            }

            // A request that was refused is accepted now, and may have written. It is left out.
            requests = still;
        }
    }

    private async Task<(int Status, string Text)> Send(ApiOperation operation, HostileRequest sent)
    {
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), sent.Target);
        if (sent.Body is { } body)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(sent.MediaType, "utf-8");
            if (sent.Encoding is { } encoding)
            {
                request.Content.Headers.ContentEncoding.Add(encoding);
            }
        }

        using var answer = await http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private string Id(JsonNode parameter, Random random) =>
        (string?)parameter["schema"]?["format"] == "uuid" && ids.Count > 0
            ? ids[random.Next(ids.Count)]
            : Uri.EscapeDataString(Convert.ToString(parameter["example"], CultureInfo.InvariantCulture) ?? "1");

    private static string Short(string text) => text.Length <= 600 ? text : $"{text[..600]}… ({text.Length} characters)";

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();
}
