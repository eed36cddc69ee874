using System.Diagnostics.CodeAnalysis;

namespace Funnel.Marketing;

/// <summary>One of an enum's values in a path or a query, by the name that it has in JSON. The framework's own binding wants our capitals and takes numbers.</summary>
internal readonly record struct Choice<TEnum>(TEnum Value) : IParsable<Choice<TEnum>> where TEnum : struct, Enum
{
    public static Choice<TEnum> Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var choice) ? choice : throw new FormatException($"'{s}' is none of {string.Join(", ", Enum.GetNames<TEnum>())}.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Choice<TEnum> result)
    {
        result = default;
        if (string.IsNullOrEmpty(s) || !char.IsAsciiLetter(s[0]) || !Enum.TryParse<TEnum>(s, ignoreCase: true, out var value) || !Enum.IsDefined(value))
        {
            return false;
        }

        result = new(value);
        return true;
    }
}
