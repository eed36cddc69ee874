using System.ComponentModel.DataAnnotations;
using Funnel.Contracts;

namespace Funnel.Marketing.Scoring;

/// <summary>One rule of a rule set: for what it gives how many points.</summary>
public sealed record ScoringRule
{
    public const int LongestKey = 60;
    public const string KeyForm = "^[a-z0-9]+(-[a-z0-9]+)*$";
    public const int MostPoints = 1000;
    public const int LongestWindowDays = 3650;

    /// <summary>Its name in contributions, in small letters and dashes; unique in the set.</summary>
    [Required, StringLength(LongestKey), RegularExpression(KeyForm)]
    public required string Key { get; init; }

    /// <summary><c>fit</c>, who they are, or <c>engagement</c>, what they did.</summary>
    public required ScoreAxis Axis { get; init; }

    /// <summary>Points: once for a fit, for each touch for an engagement. May be negative.</summary>
    [Range(-MostPoints, MostPoints)]
    public required decimal Points { get; init; }

    /// <summary>What a person must be; with the axis <c>fit</c>.</summary>
    public FitPredicate? Fit { get; init; }

    /// <summary>What a touch must be; with the axis <c>engagement</c>.</summary>
    public TouchPredicate? Touch { get; init; }

    /// <summary>The most that all touches of this rule give together, whichever their sign. The newest count first.</summary>
    [Range(0, MostPoints)]
    public decimal? Cap { get; init; }

    /// <summary>Days after which a touch no longer counts.</summary>
    [Range(1, LongestWindowDays)]
    public int? WindowDays { get; init; }

    /// <summary>Days in which a touch loses half its points: points × 2^(−age ÷ half-life).</summary>
    [Range(0.01, LongestWindowDays)]
    public decimal? HalfLifeDays { get; init; }
}

/// <summary>Whoever fits this never qualifies, whatever the points.</summary>
public sealed record Disqualifier
{
    /// <summary>Its name in contributions; unique in the set.</summary>
    [Required, StringLength(ScoringRule.LongestKey), RegularExpression(ScoringRule.KeyForm)]
    public required string Key { get; init; }

    /// <summary>Whom it disqualifies.</summary>
    public required FitPredicate Fit { get; init; }
}
