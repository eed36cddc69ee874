using System.Text;
using System.Text.Json.Nodes;

namespace Funnel.Testing;

/// <summary>Makes hostile values, texts and documents at random, most of them from a good example.</summary>
public sealed class Hostile(Random random)
{
    private static readonly string Long = new('x', 100_000);
    private static readonly string Dashes = new string('-', 40) + "a";

    /// <summary>Pieces that a text from a good example gets at any place.</summary>
    private static readonly string[] Pieces =
    [
        "'", "&", "\"", "\\", "%", "_", "é", "ß", "İ", "e\u0301", "\u0958", "\ud83d\udca9", "\u202e", "+", "@", " ", "\n", "<b>", "(",
        "|!:*", ";", "--", Dashes,
    ];

    /// <summary>Values as they are written in a JSON document. Some are not well-formed.</summary>
    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1e30", "1000000000000000000000000000000", "-1e400", "0.0000000001", "2147483648",
        "9223372036854775808", "79228162514264337593543950336",
        "NaN", "\"NaN\"", "\"Infinity\"", "\"\"", "\"  \"", "\"\\u0000\"", "\"a\\u001bb\"", "\"\\ud800\"", "\"\\udc00\\ud800\"",
        "\"\\u202e\\ud83d\\udca9 %_\\\\\"", "\"'; drop table x; --\"",
        "\"o'brien@example.com\"", "\"a&b@example.com\"", "\"josé@exämple.com\"", $"\"{Dashes}\"",
        "\"0001-01-01T00:00:00Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"9999-12-31T23:59:59-14:00\"",
        "\"0001-01-01\"", "\"9999-12-31\"", "\"2026-02-30\"",
        "\"-0001-01-01\"", "\"00000000-0000-0000-0000-000000000000\"", "\"unknown\"", "\"EUR\"", "\"1e30\"", "\"24:00\"", "[]", "{}",
        "[null]", "[[]]", "{\"\":null}", $"\"{Long}\"",
        $"{new string('[', 100)}{new string(']', 100)}", string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "1" + new string('}', 40),
        $"[{string.Join(',', Enumerable.Repeat("null", 10_000))}]",
        $"[{string.Join(',', Enumerable.Repeat("\"x\"", 10_000))}]",
    ];

    /// <summary>Texts as they are written in an address. Some have invalid escapes.</summary>
    private static readonly string[] Texts =
    [
        "", "%00", "%1B", "%ED%A0%80", "%FF", "%F0%9F%92%A9", "..%2F..%2Fetc%2Fpasswd", "-1", "0", "1e30", "99999999999999999999",
        "2147483648", "NaN", "null", "%25", "%27%20or%20true--", "%5C", "_", "O%27Brien", "a%26b%3Dc", "Jos%C3%A9%20%C4%B0", "e%CC%81",
        "%22%28%7C%21%3A%2A%29", "%2B%2B", new string('-', 40) + "a", "%E0%A5%98", "%u0000", "%",
        "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00", "0001-01-01",
        "9999-12-31", "2026-02-30", "9999-12", "2026-W01",
        "00000000-0000-0000-0000-000000000000", "18446744073709551615-9223372036854775807", "0-0", "1-", "true", "unknown", new('x', 5000),
    ];

    private static readonly string[] Documents =
    [
        "", " ", "[]", "null", "{", "}", "\"text\"", "1", "NaN", "{}", "{\"a\":1,}", "{\"items\":null}", "{\"items\":[]}",
        "{\"items\":[null]}", "{\"items\":[{}]}", "{\"items\":{}}", "\ufeff{}", "<xml/>", "/**/{}",
        new('[', 100_000), $"{{\"items\":[{string.Join(',', Enumerable.Repeat("{}", 10_000))}]}}",
    ];

    public string Text() => Texts[random.Next(Texts.Length)];

    /// <summary>A good text with one hostile piece in it.</summary>
    public string Spoiled(string text) => text.Insert(random.Next(text.Length + 1), Pieces[random.Next(Pieces.Length)]);

    /// <summary>A segment of a path. The web server itself refuses an empty segment and NUL, so neither is made.</summary>
    public string Segment() => Text() is { Length: > 0 } text && text != "%00" ? text : "0";

    /// <summary>A body that the operation should refuse. Most bodies differ from the example in one to three places.</summary>
    /// <param name="example">The example of the operation's document.</param>
    public byte[] Body(JsonNode? example)
    {
        if (example is null || random.Next(10) == 0)
        {
            return random.Next(20) == 0
                ? [0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]
                : Encoding.UTF8.GetBytes(Documents[random.Next(Documents.Length)]);
        }

        var root = new JsonObject { ["root"] = example.DeepClone() };
        var raw = new List<string>();
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            var places = Places(root["root"]).ToList();
            if (places.Count > 0)
            {
                Change(places[random.Next(places.Count)], raw);
            }
        }

        var text = new StringBuilder(root["root"]!.ToJsonString());
        for (var n = 0; n < raw.Count; n++)
        {
            text.Replace($"\"@{n}@\"", raw[n]);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private void Change((JsonNode Parent, string? Name, int Index) place, List<string> raw)
    {
        switch (place.Parent)
        {
            case JsonObject parent when random.Next(6) == 0:
                parent.Remove(place.Name!);
                break;
            case JsonObject parent when random.Next(12) == 0:
                parent["there-is-no-such-field"] = 1;
                break;
            case JsonObject parent when random.Next(12) == 0:
                // The same field twice: the raw text ends the value and adds a second field of the same name.
                raw.Add($"null,\"{place.Name}\":1");
                parent[place.Name!] = $"@{raw.Count - 1}@";
                break;
            case JsonObject parent
                when random.Next(3) == 0 && parent[place.Name!] is JsonValue value && value.TryGetValue<string>(out var text):
                parent[place.Name!] = Spoiled(text);
                break;
            case JsonObject parent:
                raw.Add(Values[random.Next(Values.Length)]);
                parent[place.Name!] = $"@{raw.Count - 1}@";
                break;
            case JsonArray list when random.Next(8) == 0:
                var item = list[0]?.ToJsonString() ?? "null";
                raw.Add(string.Join(',', Enumerable.Repeat(item, 10_000)));
                list[place.Index] = $"@{raw.Count - 1}@";
                break;
            case JsonArray list:
                raw.Add(Values[random.Next(Values.Length)]);
                list[place.Index] = $"@{raw.Count - 1}@";
                break;
        }
    }

    private static IEnumerable<(JsonNode Parent, string? Name, int Index)> Places(JsonNode? node) => node switch
    {
        JsonObject thing => thing.SelectMany(field => Places(field.Value).Prepend((thing, field.Key, 0))),
        JsonArray list => list.SelectMany((item, index) => Places(item).Prepend((list, null, index))),
        _ => [],
    };
}
