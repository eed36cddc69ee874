using System.Collections.Frozen;

namespace Funnel.Values;

/// <summary>
/// The domains under which anybody gets an address (free-mail-domains.txt). Such a domain names a mail provider and no company.
/// </summary>
public static class FreeMailDomains
{
    private static readonly FrozenSet<string> Known = Read().ToFrozenSet(StringComparer.Ordinal);

    /// <param name="domain">In the spelling of <see cref="DomainName"/>.</param>
    public static bool Contains(string? domain) => domain is not null && Known.Contains(domain);

    private static IEnumerable<string> Read()
    {
        using var reader = new StreamReader(typeof(FreeMailDomains).Assembly.GetManifestResourceStream("free-mail-domains.txt")!);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line;
            }
        }
    }
}
