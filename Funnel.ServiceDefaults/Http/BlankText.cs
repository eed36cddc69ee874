namespace Funnel.ServiceDefaults;

/// <summary>Treats a blank text of a request as absent.</summary>
public static class BlankText
{
    /// <summary>The text without spaces at its ends; null if nothing is left.</summary>
    public static string? OrNull(this string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
