namespace Funnel.Marketing.Leads;

/// <summary>Brings every email address into one spelling: trimmed and in lower case.</summary>
internal static class EmailAddress
{
    public const int Longest = 254;
    private const int LongestLocalPart = 64;

    /// <returns>Null if the text is not an email address.</returns>
    public static string? Normalise(string? given)
    {
        var address = given?.Trim().ToLowerInvariant() ?? "";
        var at = address.LastIndexOf('@');
        return at is > 0 and <= LongestLocalPart && address.Length <= Longest
            && !address.Any(character => char.IsWhiteSpace(character) || char.IsControl(character) || character is '<' or '>' or ',' or ';')
            && address.IndexOf('@', StringComparison.Ordinal) == at
            && Uri.CheckHostName(address[(at + 1)..]) == UriHostNameType.Dns && address[(at + 1)..].Contains('.', StringComparison.Ordinal)
                ? address
                : null;
    }

    public static string? Domain(string? address) => address?[(address.LastIndexOf('@') + 1)..];
}
