namespace Funnel.Values;

/// <summary>The one rule for email addresses. The spelling of an address is its key: two addresses with one spelling are one.</summary>
public static class EmailAddress
{
    public const int Longest = 254;
    private const int LongestLocalPart = 64;

    /// <summary>The identity key of the part before the @, and the domain in its ASCII form.</summary>
    /// <returns>Null if the text is not an email address.</returns>
    public static string? Normalise(string? given)
    {
        var text = TextKey.Identity(given ?? "");
        var at = text.LastIndexOf('@');
        if (at is < 1 or > LongestLocalPart || text.IndexOf('@', StringComparison.Ordinal) != at || text[..at].Any(IsNeverPart)
            || DomainName.Host(text[(at + 1)..]) is not { } host)
        {
            return null;
        }

        var address = text[..(at + 1)] + host;
        return address.Length <= Longest ? address : null;
    }

    public static string? Domain(string? address) => address?[(address.LastIndexOf('@') + 1)..];

    private static bool IsNeverPart(char character) =>
        char.IsWhiteSpace(character) || char.IsControl(character) || character is '<' or '>' or ',' or ';';
}
