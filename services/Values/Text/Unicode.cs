using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Funnel.Values;

/// <summary>The canonical and compatible forms of text, and simple case folding (Unicode Standard Annex 15, CaseFolding.txt).</summary>
/// <remarks>
/// The services run with <c>InvariantGlobalization</c>, in which <c>string.Normalize</c> changes nothing beyond ASCII. That mode
/// stays on: no culture can ever change a comparison, an order or a number, and no host needs ICU. So the tables are here. Keys are
/// stored under unique indexes, and with these tables they are the same on every host, whatever its ICU. See README.md.
/// </remarks>
internal static class Unicode
{
    // Hangul syllables are composed by arithmetic (Unicode Standard, section 3.12).
    private const int Syllables = 0xAC00, Leads = 0x1100, Vowels = 0x1161, Trails = 0x11A7;
    private const int VowelCount = 21, TrailCount = 28, SyllableCount = 19 * VowelCount * TrailCount;

    private static readonly FrozenDictionary<int, int[]> Canonical, Compatible;
    private static readonly FrozenDictionary<int, int> Classes, Folds;
    private static readonly FrozenDictionary<(int First, int Second), int> Pairs;

    static Unicode()
    {
        var tables = ReadTables();
        Canonical = Mappings(tables["canonical"]);
        Compatible = Mappings(tables["compatible"]);
        Classes = tables["class"].Select(entry => entry.Split(':'))
            .ToFrozenDictionary(pair => Hex(pair[0]), pair => int.Parse(pair[1], CultureInfo.InvariantCulture));
        Folds = Mappings(tables["fold"]).ToFrozenDictionary(pair => pair.Key, pair => pair.Value[0]);
        var excluded = tables["excluded"].Select(Hex).ToHashSet();
        Pairs = Canonical.Where(pair => pair.Value.Length == 2 && !excluded.Contains(pair.Key))
            .ToFrozenDictionary(pair => (pair.Value[0], pair.Value[1]), pair => pair.Key);
    }

    public static int Fold(int code) => Folds.GetValueOrDefault(code, code);

    /// <summary>The decomposed form: NFD, or NFKD if <paramref name="isCompatible"/>.</summary>
    public static List<int> Decompose(IEnumerable<int> codes, bool isCompatible = false)
    {
        var parts = new List<int>();
        foreach (var code in codes)
        {
            Add(parts, code, isCompatible);
        }

        Order(parts);
        return parts;
    }

    /// <summary>The composed form of decomposed text: NFC, or NFKC.</summary>
    public static List<int> Compose(List<int> parts)
    {
        var composed = new List<int>(parts.Count);
        var (starter, classBefore) = (-1, 0);
        foreach (var code in parts)
        {
            var order = Classes.GetValueOrDefault(code);
            // A mark is blocked from its starter by another mark of the same or a higher class between the two.
            if (starter >= 0 && (classBefore < order || classBefore == 0 && starter == composed.Count - 1)
                && Pair(composed[starter], code) is { } whole)
            {
                composed[starter] = whole;
                continue;
            }

            if (order == 0)
            {
                starter = composed.Count;
            }

            classBefore = order;
            composed.Add(code);
        }

        return composed;
    }

    public static string Write(IEnumerable<int> codes)
    {
        var text = new StringBuilder();
        foreach (var code in codes)
        {
            text.Append(new Rune(code).ToString());
        }

        return text.ToString();
    }

    private static void Add(List<int> parts, int code, bool isCompatible)
    {
        if (code - Syllables is >= 0 and < SyllableCount and var syllable)
        {
            parts.Add(Leads + (syllable / (VowelCount * TrailCount)));
            parts.Add(Vowels + (syllable % (VowelCount * TrailCount) / TrailCount));
            if (syllable % TrailCount is > 0 and var trail)
            {
                parts.Add(Trails + trail);
            }
        }
        else if (Canonical.TryGetValue(code, out var mapping) || (isCompatible && Compatible.TryGetValue(code, out mapping)))
        {
            foreach (var part in mapping)
            {
                Add(parts, part, isCompatible);
            }
        }
        else
        {
            parts.Add(code);
        }
    }

    /// <summary>Sorts each run of marks by class. The order of marks of one class has a meaning and stays.</summary>
    private static void Order(List<int> parts)
    {
        for (var at = 1; at < parts.Count; at++)
        {
            var (code, order) = (parts[at], Classes.GetValueOrDefault(parts[at]));
            var to = at;
            while (order > 0 && to > 0 && Classes.GetValueOrDefault(parts[to - 1]) > order)
            {
                parts[to] = parts[--to];
            }

            parts[to] = code;
        }
    }

    private static int? Pair(int first, int second)
    {
        if (first - Leads is >= 0 and < 19 and var lead && second - Vowels is >= 0 and < VowelCount and var vowel)
        {
            return Syllables + (((lead * VowelCount) + vowel) * TrailCount);
        }

        if (first - Syllables is >= 0 and < SyllableCount and var syllable && syllable % TrailCount == 0
            && second - Trails is > 0 and < TrailCount)
        {
            return first + second - Trails;
        }

        return Pairs.TryGetValue((first, second), out var whole) ? whole : null;
    }

    private static FrozenDictionary<int, int[]> Mappings(IEnumerable<string> entries) => entries.Select(entry => entry.Split(':'))
        .ToFrozenDictionary(pair => Hex(pair[0]), pair => pair[1].Split('.').Select(Hex).ToArray());

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static Dictionary<string, List<string>> ReadTables()
    {
        using var reader = new StreamReader(typeof(Unicode).Assembly.GetManifestResourceStream("Unicode.txt")!);
        var tables = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        List<string> table = [];
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                tables[line[2..]] = table = [];
            }
            else
            {
                table.AddRange(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
        }

        return tables;
    }
}
