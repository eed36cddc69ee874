using System.ComponentModel.DataAnnotations;
using Funnel.Contracts;

namespace Funnel.Marketing.Scoring;

/// <summary>One rule of a rule set: a condition and its points.</summary>
public sealed record ScoringRule
{
    public const int LongestKey = 60;
    public const string KeyForm = "^[a-z0-9]+(-[a-z0-9]+)*$";
    public const int MostPoints = 1000;
    public const int LongestWindowDays = 3650;

    /// <summary>The name of the rule in contributions, in lower-case letters, digits and dashes. Unique in the rule set.</summary>
    [Required, StringLength(LongestKey), RegularExpression(KeyForm)]
    public required string Key { get; init; }

    /// <summary><c>fit</c> for contact details, <c>engagement</c> for touches.</summary>
    public required ScoreAxis Axis { get; init; }

    /// <summary>The points. A fit rule gives them once, an engagement rule for each touch. They can be negative.</summary>
    [Range(-MostPoints, MostPoints)]
    public required decimal Points { get; init; }

    /// <summary>The condition on the lead, for the axis <c>fit</c>.</summary>
    public FitPredicate? Fit { get; init; }

    /// <summary>The condition on a touch, for the axis <c>engagement</c>.</summary>
    public TouchPredicate? Touch { get; init; }

    /// <summary>
    /// The most points, positive or negative, that all touches of this rule give together. The newest touches count first.
    /// </summary>
    [Range(0, MostPoints)]
    public decimal? Cap { get; init; }

    /// <summary>The number of days after which a touch no longer counts.</summary>
    [Range(1, LongestWindowDays)]
    public int? WindowDays { get; init; }

    /// <summary>The number of days in which a touch loses half of its points: points × 2^(−age ÷ half-life).</summary>
    [Range(0.01, LongestWindowDays)]
    public decimal? HalfLifeDays { get; init; }
}

/// <summary>A lead that matches this condition never qualifies, with any number of points.</summary>
public sealed record Disqualifier
{
    /// <summary>The name of the disqualifier in contributions. Unique in the rule set.</summary>
    [Required, StringLength(ScoringRule.LongestKey), RegularExpression(ScoringRule.KeyForm)]
    public required string Key { get; init; }

    /// <summary>The condition on the lead.</summary>
    public required FitPredicate Fit { get; init; }
}
