namespace Funnel.Marketing;

/// <summary>What every way in does to what callers send: blank is absent.</summary>
internal static class Intake
{
    /// <summary>Blank is not erase: an empty text says as little as none.</summary>
    public static string? OrNull(this string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
