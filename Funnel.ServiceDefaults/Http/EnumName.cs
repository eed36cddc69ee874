using System.Diagnostics.CodeAnalysis;

namespace Funnel.ServiceDefaults;

#pragma warning disable CA1000 // IParsable demands static members.

/// <summary>
/// A value of an enum in a path or a query, by its name in JSON. The framework's own binding wants capitals and takes numbers.
/// </summary>
public readonly record struct EnumName<TEnum>(TEnum Value) : IParsable<EnumName<TEnum>> where TEnum : struct, Enum
{
    public static EnumName<TEnum> Parse(string s, IFormatProvider? provider) => TryParse(s, provider, out var name)
        ? name
        : throw new FormatException($"'{s}' is not a known value. The values are: {string.Join(", ", Enum.GetNames<TEnum>())}.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out EnumName<TEnum> result)
    {
        result = default;
        if (string.IsNullOrEmpty(s) || !char.IsAsciiLetter(s[0]) || !Enum.TryParse<TEnum>(s, ignoreCase: true, out var value)
            || !Enum.IsDefined(value))
        {
            return false;
        }

        result = new(value);
        return true;
    }
}
