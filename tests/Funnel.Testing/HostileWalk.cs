using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Funnel.Testing;

/// <summary>
/// Throws random documents, queries and paths at every operation of a service. Nothing is answered by a 5xx; each 4xx is a
/// problem of the table that the operation announces; and what was refused has written nothing.
/// </summary>
public sealed partial class HostileWalk(ApiDocument document, HttpClient http, TableState tables)
{
    /// <summary>What any address may be answered with, before it is clear which operation was meant.</summary>
    private static readonly string[] BeforeTheOperation = ["not-found", "method-not-allowed", "malformed-request", "validation-failed", "request-too-large", "unsupported-media-type"];

    private readonly IReadOnlySet<string> codes = ProblemTable.Codes();
    private readonly List<string> ids = [];
    private readonly Dictionary<ApiOperation, List<Thrown>> refused = [];

    /// <summary>Where a walk begins: the same each time, so that what passed passes again; <c>FUNNEL_SEED</c> walks elsewhere.</summary>
    public static int Seed { get; } = int.TryParse(Environment.GetEnvironmentVariable("FUNNEL_SEED"), out var seed) ? seed : 1;

    private sealed record Thrown(string Target, byte[]? Body, string MediaType, string? Encoding, int Seed)
    {
        public override string ToString() => $"{Target} {(Body is null ? "" : Short(System.Text.Encoding.UTF8.GetString(Body)))} {MediaType} {Encoding} (seed {Seed})";
    }

    /// <param name="seed">The same one throws the same; it stands in what is wrong.</param>
    /// <param name="time">Rounds over all operations are begun until then, at least one.</param>
    /// <returns>What was not as it had to be; none where all is well.</returns>
    public async Task<IReadOnlyList<string>> Wrong(int seed, TimeSpan time)
    {
        var wrong = new List<string>();
        var clock = Stopwatch.StartNew();
        do
        {
            foreach (var operation in document.Operations)
            {
                var random = new Random(seed);
                await Throw(operation, random, seed++, wrong);
            }
        }
        while (clock.Elapsed < time);
        wrong.AddRange(await Written());
        return wrong;
    }

    private async Task Throw(ApiOperation operation, Random random, int seed, List<string> wrong)
    {
        var hostile = new Hostile(random);
        var target = operation.Target(parameter => (string?)parameter["in"] == "path"
            ? random.Next(4) == 0 ? hostile.Segment() : Id(parameter, random)
            : random.Next(5) switch { 0 => hostile.Text(), 1 => Uri.EscapeDataString(parameter["example"]?.ToString() ?? "1"), _ => null });
        var mediaType = operation.Body?.First().Key ?? "application/json";
        var thrown = new Thrown(target, operation.Body is null ? null : hostile.Body(operation.BodyExample),
            random.Next(30) == 0 ? "text/plain" : mediaType, random.Next(40) == 0 ? "gzip" : null, seed);
        var (status, text) = await Send(operation, thrown);
        if (status is >= 200 and < 300)
        {
            ids.AddRange(Uuid().Matches(text).Select(match => match.Value).Take(20));
        }
        else if (Fault(operation, status, text) is { } fault)
        {
            wrong.Add($"{operation.Method} {thrown}: {fault}");
        }
        else
        {
            refused.TryAdd(operation, []);
            refused[operation].Add(thrown);
        }
    }

    private string? Fault(ApiOperation operation, int status, string text)
    {
        if (status is < 400 or >= 500)
        {
            return $"{status} {Short(text)}";
        }

        try
        {
            var problem = JsonNode.Parse(text)!;
            var code = (string?)problem["code"];
            return code is null || !codes.Contains(code) ? $"the code '{code}' is not in the table"
                : (int?)problem["status"] != status || (string?)problem["type"] != $"urn:funnel:problem:{code}" ? $"{status} is no whole problem: {Short(text)}"
                : !BeforeTheOperation.Contains(code) && !operation.Announced(status).Contains(code) ? $"{status} '{code}' is not announced"
                : null;
        }
        catch (JsonException)
        {
            return $"{status} is no problem document: {Short(text)}";
        }
    }

    /// <summary>Sends all that was refused once more, and looks whether a row changed; then by operation, which one it was.</summary>
    private async Task<IReadOnlyList<string>> Written()
    {
        if (!(await WrittenBy([.. refused.SelectMany(one => one.Value.Select(thrown => (one.Key, thrown)))])).Any())
        {
            return [];
        }

        var wrong = new List<string>();
        foreach (var (operation, all) in refused)
        {
            var written = await WrittenBy([.. all.Select(thrown => (operation, thrown))]);
            wrong.AddRange(written.Select(table => $"{operation} wrote to {table} though it refused, by one of:\n  {string.Join("\n  ", all)}"));
        }

        return wrong;
    }

    private async Task<IReadOnlyList<string>> WrittenBy(IReadOnlyList<(ApiOperation Operation, Thrown Thrown)> requests)
    {
        while (true)
        {
            var before = await tables.Settled();
            var still = new List<(ApiOperation, Thrown)>();
            foreach (var (operation, thrown) in requests)
            {
                if (await Send(operation, thrown) is (>= 400 and < 500, _))
                {
                    still.Add((operation, thrown));
                }
            }

            if (still.Count == requests.Count)
            {
                return [.. TableState.Differences(before, await tables.Now())];
            }

            // Something that was refused is not any more: that may have written, and counts no longer.
            requests = still;
        }
    }

    private async Task<(int Status, string Text)> Send(ApiOperation operation, Thrown thrown)
    {
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), thrown.Target);
        if (thrown.Body is { } body)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(thrown.MediaType, "utf-8");
            if (thrown.Encoding is { } encoding)
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
