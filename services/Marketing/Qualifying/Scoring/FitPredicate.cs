using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Funnel.ServiceDefaults;
using Funnel.Values;

namespace Funnel.Marketing.Scoring;

/// <summary>The field that a fit rule reads.</summary>
public enum FitField
{
    Country,
    JobTitle,
    CompanySize,
    Company,
    EmailDomain,
    Phone,
    Channel,
    Source,
    Campaign,
}

/// <summary>The comparison of a fit rule. Capitals make no difference.</summary>
public enum FitOperator
{
    /// <summary>The field equals the one value.</summary>
    Equals,

    /// <summary>The field equals one of the values.</summary>
    In,

    /// <summary>The field contains one of the values as whole words: <c>cto</c> is in "CTO, EMEA" and not in "director".</summary>
    Contains,

    /// <summary>The field is a number and is at least the one value.</summary>
    AtLeast,

    /// <summary>The field is known.</summary>
    Exists,
}

/// <summary>A condition on a field of the lead.</summary>
public sealed record FitPredicate
{
    public const int MostValues = 500;

    public required FitField Field { get; init; }

    public required FitOperator Operator { get; init; }

    /// <summary>No value for <c>exists</c>, one value for <c>equals</c> and <c>atLeast</c>, any number of values for the others.</summary>
    [MaxLength(MostValues), NoNulls]
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>The reason why the condition is invalid; null if it is valid.</summary>
    internal string? Fault() => (Operator, Values.Count) switch
    {
        _ when !Enum.IsDefined(Field) || !Enum.IsDefined(Operator) => "has an unknown `field` or `operator`",
        (FitOperator.Exists, > 0) => "has the operator `exists`, which takes no value",
        (FitOperator.Equals or FitOperator.AtLeast, not 1) => "has an operator that takes exactly one value",
        (FitOperator.AtLeast, _) when Field != FitField.CompanySize =>
            "has the operator `atLeast`, which works only with the field `companySize`",
        (FitOperator.AtLeast, _) when !int.TryParse(Values[0], NumberStyles.None, CultureInfo.InvariantCulture, out _) =>
            "has a value that is not a whole number",
        _ when Values.Any(value => value is null || value.OrNull() is null || value.Length > 200) =>
            "has a value that is blank or longer than 200 characters",
        _ => null,
    };

    internal bool Holds(LeadFacts lead) => lead.Of(Field) is { } known && Operator switch
    {
        FitOperator.Exists => true,
        FitOperator.Equals or FitOperator.In => Values.Any(value => AreSame(known, value)),
        FitOperator.Contains => Values.Any(value => HasWords(TextKey.Identity(known), TextKey.Identity(value))),
        FitOperator.AtLeast => int.Parse(known, CultureInfo.InvariantCulture) >= int.Parse(Values[0], CultureInfo.InvariantCulture),
        _ => false,
    };

    internal string Describe() => $"{Name(Field)} {Name(Operator)} {string.Join(", ", Values)}".TrimEnd();

    private bool AreSame(string known, string value) => Field == FitField.EmailDomain && DomainName.ReadOrNull(value) is { } domain
        ? known == domain
        : TextKey.AreSame(known, value);

    private static bool HasWords(string text, string words)
    {
        for (var at = 0; (at = text.IndexOf(words, at, StringComparison.Ordinal)) >= 0; at++)
        {
            var end = at + words.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
            {
                return true;
            }
        }

        return false;
    }

    private static string Name<T>(T value) where T : struct, Enum =>
        System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
