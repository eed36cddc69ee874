using System.Buffers;

namespace Funnel.Imports;

/// <summary>
/// Text with the type in front, as advertising systems export it: <c>p:+4930123456</c> is a phone, and <c>l:112233</c> a lead.
/// </summary>
public static class TypedText
{
    private static readonly string[] Prefixes = ["p:", "l:", "f:", "c:", "ag:", "as:"];
    private static readonly SearchValues<char> OfPhonesAndKeys = SearchValues.Create("0123456789+ ()-./");

    /// <returns>The text without the prefix. Text that only looks like it, such as <c>c:\files</c>, stays as it is.</returns>
    public static string Untyped(string text) =>
        Array.Find(Prefixes, prefix => text.StartsWith(prefix, StringComparison.Ordinal)) is { } found
            && text.AsSpan(found.Length) is [(>= '0' and <= '9') or '+', ..] rest && !rest.ContainsAnyExcept(OfPhonesAndKeys)
            ? text[found.Length..]
            : text;
}
