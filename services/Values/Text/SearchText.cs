using System.Text;

namespace Funnel.Values;

/// <summary>The text of a record as an index of trigrams takes it, and the patterns that find words in it.</summary>
/// <remarks>
/// Chinese, Japanese and Korean words have no spaces between them and often only two letters, which have no trigram. So each two
/// neighbours become a word of their own: "東京都" is indexed as "東京 京都 都". Trigrams pad words, so " 東京" has some.
/// </remarks>
public static class SearchText
{
    /// <summary>A search needs three letters, or one that is Chinese, Japanese or Korean.</summary>
    public const string LongEnough = "^(?=[^\\x00]*$)([\\s\\S]*[\\u1100-\\u11ff\\u3005-\\u30ff\\u3105-\\u312f\\u3131-\\u318e\\u31f0-\\u31ff"
        + "\\u3400-\\u9fff\\uac00-\\ud7ff\\uf900-\\ufaff\\uff66-\\uffdc][\\s\\S]*|[\\s\\S]{3,})$";

    /// <summary>The search keys of the parts. It starts with a space, so that each word does.</summary>
    public static string Of(params IEnumerable<string?> parts) =>
        " " + string.Join(' ', parts.Select(part => Cut(TextKey.Search(part ?? ""), closes: true)).Where(part => part.Length > 0));

    /// <summary>The words of a query, as they stand in the text of a record.</summary>
    public static string Query(string query) => Cut(TextKey.Search(query), closes: false);

    /// <summary>A LIKE pattern for each word of a query; the escape character is the backslash.</summary>
    public static IEnumerable<string> Patterns(string query) => Query(query).Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct()
        .Select(word => IsIdeographic(Rune.GetRuneAt(word, 0)) ? $"% {Escape(word)}%" : $"%{Escape(word)}%");

    private static string Escape(string word) => word.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    /// <param name="closes">Whether the last letter of a run becomes a word, so that a search for it alone finds it.</param>
    private static string Cut(string key, bool closes) => key.EnumerateRunes().Any(IsIdeographic)
        ? string.Join(' ', key.Split(' ').SelectMany(Runs).SelectMany(run => Words(run, closes)))
        : key;

    /// <summary>The parts of a word that are ideographic, and those that are not.</summary>
    private static List<List<Rune>> Runs(string word)
    {
        List<List<Rune>> runs = [];
        foreach (var rune in word.EnumerateRunes())
        {
            if (runs.Count == 0 || IsIdeographic(runs[^1][0]) != IsIdeographic(rune))
            {
                runs.Add([]);
            }

            runs[^1].Add(rune);
        }

        return runs;
    }

    private static IEnumerable<string> Words(List<Rune> run, bool closes)
    {
        if (!IsIdeographic(run[0]))
        {
            return [string.Concat(run)];
        }

        var pairs = run.Zip(run.Skip(1), (one, next) => $"{one}{next}");
        return closes || run.Count == 1 ? pairs.Append(run[^1].ToString()) : pairs;
    }

    private static bool IsIdeographic(Rune rune) => rune.Value is (>= 0x1100 and <= 0x11FF) or (>= 0x3005 and <= 0x3007)
        or (>= 0x3031 and <= 0x30FF) or (>= 0x3105 and <= 0x312F) or (>= 0x3131 and <= 0x318E) or (>= 0x31F0 and <= 0x31FF)
        or (>= 0x3400 and <= 0x9FFF) or (>= 0xAC00 and <= 0xD7FF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);
}
