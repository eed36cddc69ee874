using System.Globalization;
using System.Text;

namespace Funnel.Values;

/// <summary>The one spelling of a company's domain: the ASCII form of the bare host, such as <c>xn--mller-kva.example</c>.</summary>
public static class DomainName
{
    public const int Longest = 253;
    private const int LongestLabel = 63;

    private static readonly IdnMapping Idn = new() { AllowUnassigned = true, UseStd3AsciiRules = false };

    /// <summary>Reads a domain with or without scheme, <c>www</c>, port, path and trailing dot.</summary>
    /// <param name="domain">Null for a blank text, which names no domain.</param>
    /// <returns>False if the text is not a domain.</returns>
    public static bool TryRead(string? given, out string? domain)
    {
        var text = TextKey.Identity(given ?? "");
        if (text.Length == 0)
        {
            domain = null;
            return true;
        }

        var scheme = text.IndexOf("//", StringComparison.Ordinal);
        text = scheme == 0 || (scheme > 0 && text[scheme - 1] == ':') ? text[(scheme + 2)..] : text;
        text = text.Split('/', '?', '#', '\\')[0];
        var port = text.LastIndexOf(':');
        text = port >= 0 && text[(port + 1)..].All(char.IsAsciiDigit) ? text[..port] : text;
        domain = Host(text);
        if (domain is not null && domain.StartsWith("www.", StringComparison.Ordinal) && domain.AsSpan(4).Contains('.'))
        {
            domain = domain[4..];
        }

        return domain is not null;
    }

    /// <summary>The domain in one spelling. Null for a blank text and for a text that is not a domain.</summary>
    public static string? ReadOrNull(string? given) => TryRead(given, out var domain) ? domain : null;

    /// <summary>The ASCII form of a host of two labels or more. Null if the text is not such a host.</summary>
    public static string? Host(string text)
    {
        // 。is the full stop of Chinese and Japanese keyboards. In a domain, wide letters are plain ones.
        var mapped = TextKey.Identity(Unicode.Write(Unicode.Compose(Unicode.Decompose(
            text.Replace('。', '.').EnumerateRunes().Select(rune => rune.Value), isCompatible: true)))).TrimEnd('.');
        var labels = mapped.Split('.').Select(Label).ToList();
        return labels.Count < 2 || labels.Contains(null) || labels[^1]!.All(char.IsAsciiDigit)
            || string.Join('.', labels) is not { Length: <= Longest } host ? null : host;
    }

    /// <summary>The form that people read: <c>müller.example</c>.</summary>
    public static string Show(string domain) => string.Join('.', domain.Split('.').Select(Decoded));

    private static string? Label(string given)
    {
        try
        {
            // Both forms of a label go through the readable one, so that they end in one spelling.
            var ascii = Idn.GetAscii(TextKey.Identity(Decoded(given)));
            return ascii.Length <= LongestLabel && ascii[0] != '-' && ascii[^1] != '-'
                && ascii.All(character => char.IsAsciiLetterOrDigit(character) || character == '-') ? ascii.ToLowerInvariant() : null;
        }
        catch (ArgumentException)
        {
            // This is how IdnMapping says that a label is empty, too long, or has a character that no label may have.
            return null;
        }
    }

    private static string Decoded(string label)
    {
        if (!label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase))
        {
            return label;
        }

        try
        {
            return Idn.GetUnicode(label);
        }
        catch (ArgumentException)
        {
            return label;
        }
    }
}
