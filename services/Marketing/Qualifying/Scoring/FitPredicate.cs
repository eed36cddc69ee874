using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Funnel.Marketing.Scoring;

/// <summary>What a fit rule looks at.</summary>
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

/// <summary>How a fit rule compares; capitals make no difference.</summary>
public enum FitOperator
{
    /// <summary>It is the one value.</summary>
    Equals,

    /// <summary>It is one of the values.</summary>
    In,

    /// <summary>It contains one of the values as whole words: <c>cto</c> is in "CTO, EMEA" and not in "director".</summary>
    Contains,

    /// <summary>It is a number of at least the one value.</summary>
    AtLeast,

    /// <summary>It is known.</summary>
    Exists,
}

/// <summary>A condition on who a person is.</summary>
public sealed record FitPredicate
{
    public const int MostValues = 500;

    public required FitField Field { get; init; }

    public required FitOperator Operator { get; init; }

    /// <summary>None for <c>exists</c>, one for <c>equals</c> and <c>atLeast</c>, any number for the others.</summary>
    [MaxLength(MostValues), NoNulls]
    public IReadOnlyList<string> Values { get; init; } = [];

    /// <summary>Why it can't be understood, or null.</summary>
    internal string? Fault() => (Operator, Values.Count) switch
    {
        _ when !Enum.IsDefined(Field) || !Enum.IsDefined(Operator) => "names no known field or operator",
        (FitOperator.Exists, > 0) => "wants no value",
        (FitOperator.Equals or FitOperator.AtLeast, not 1) => "wants one value",
        (FitOperator.AtLeast, _) when Field != FitField.CompanySize => "compares numbers, which only companySize is",
        (FitOperator.AtLeast, _) when !int.TryParse(Values[0], NumberStyles.None, CultureInfo.InvariantCulture, out _) => "wants a whole number",
        _ when Values.Any(value => value is null || value.OrNull() is null || value.Length > 200) => "has a value that is blank or longer than 200",
        _ => null,
    };

    internal bool Holds(LeadFacts lead) => lead.Of(Field) is { } known && Operator switch
    {
        FitOperator.Exists => true,
        FitOperator.Equals or FitOperator.In => Values.Contains(known, StringComparer.OrdinalIgnoreCase),
        FitOperator.Contains => Values.Any(value => HasWords(known, value)),
        FitOperator.AtLeast => int.Parse(known, CultureInfo.InvariantCulture) >= int.Parse(Values[0], CultureInfo.InvariantCulture),
        _ => false,
    };

    internal string Describe() => $"{Name(Field)} {Name(Operator)} {string.Join(", ", Values)}".TrimEnd();

    private static bool HasWords(string text, string words)
    {
        for (var at = 0; (at = text.IndexOf(words, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            var end = at + words.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
            {
                return true;
            }
        }

        return false;
    }

    private static string Name<T>(T value) where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}

/// <summary>Who a person is, as far as rules look at it.</summary>
internal sealed record LeadFacts(
    string? Country, string? JobTitle, int? CompanySize, string? Company, string? EmailDomain, string? Phone, string? Channel,
    string? Source, string? Campaign)
{
    public string? Of(FitField field) => field switch
    {
        FitField.Country => Country,
        FitField.JobTitle => JobTitle,
        FitField.CompanySize => CompanySize?.ToString(CultureInfo.InvariantCulture),
        FitField.Company => Company,
        FitField.EmailDomain => EmailDomain,
        FitField.Phone => Phone,
        FitField.Channel => Channel,
        FitField.Source => Source,
        FitField.Campaign => Campaign,
        _ => null,
    };
}
