namespace Funnel.Sales;

/// <summary>Text in a LIKE pattern with the escape character <c>\</c>.</summary>
internal static class LikePattern
{
    public static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
