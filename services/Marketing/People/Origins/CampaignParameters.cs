using Funnel.ServiceDefaults;
using Funnel.Values;
using Microsoft.AspNetCore.WebUtilities;

namespace Funnel.Marketing.Origins;

/// <summary>Reads the parameters in the address of a page, such as <c>https://example.com/?utm_source=google#utm_medium=cpc</c>.</summary>
internal static class CampaignParameters
{
    /// <summary>
    /// The given values, with their blanks filled from the address of the page. If both name a source and the two differ, the
    /// address belongs to another campaign and does not count.
    /// </summary>
    public static Utm FilledFrom(this Utm given, string? url)
    {
        var utm = given.WithoutBlanks();
        if (url?.Contains("utm_", StringComparison.OrdinalIgnoreCase) != true)
        {
            return utm;
        }

        var parameters = Read(url).ToLookup(pair => pair.Name, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
        string? Value(string name) => parameters[name].Select(Clean).FirstOrDefault(value => value is not null);
        var source = Value("utm_source");
        return source is not null && utm.Source is not null && !TextKey.AreSame(source, utm.Source)
            ? utm
            : new Utm
            {
                Source = utm.Source ?? source,
                Medium = utm.Medium ?? Value("utm_medium"),
                Campaign = utm.Campaign ?? Value("utm_campaign"),
                Term = utm.Term ?? Value("utm_term"),
                Content = utm.Content ?? Value("utm_content"),
            };
    }

    /// <summary>The names and values of the query and of the fragment, in their order.</summary>
    public static IEnumerable<(string Name, string Value)> Read(string? url) =>
        (url ?? "").Split('?', '#').Skip(1).SelectMany(part => QueryHelpers.ParseQuery(part))
            .SelectMany(pair => pair.Value, (pair, value) => (pair.Key, value ?? ""));

    /// <summary>Percent-decoding can bring characters that no text column stores.</summary>
    private static string? Clean(string value)
    {
        var text = string.Concat(value.EnumerateRunes().Where(rune => !System.Text.Rune.IsControl(rune)).Select(rune => rune.ToString()))
            .OrNull();
        return text is { Length: > Utm.LongestValue }
            ? text[..(char.IsHighSurrogate(text[Utm.LongestValue - 1]) ? Utm.LongestValue - 1 : Utm.LongestValue)]
            : text;
    }
}
