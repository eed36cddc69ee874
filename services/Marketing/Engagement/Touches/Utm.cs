using System.ComponentModel.DataAnnotations;

namespace Funnel.Marketing.Touches;

/// <summary>The campaign parameters of a link (UTM), kept as they were.</summary>
public sealed record Utm
{
    public const int LongestValue = 200;

    internal static readonly Utm None = new();

    /// <summary>Who sent them, such as <c>google</c>.</summary>
    [StringLength(LongestValue)]
    public string? Source { get; init; }

    /// <summary>By what means, such as <c>cpc</c>.</summary>
    [StringLength(LongestValue)]
    public string? Medium { get; init; }

    /// <summary>The campaign's name.</summary>
    [StringLength(LongestValue)]
    public string? Campaign { get; init; }

    /// <summary>The search words that were paid for.</summary>
    [StringLength(LongestValue)]
    public string? Term { get; init; }

    /// <summary>Which link of several it was.</summary>
    [StringLength(LongestValue)]
    public string? Content { get; init; }

    internal Utm WithoutBlanks() => new()
    {
        Source = Source.OrNull(),
        Medium = Medium.OrNull(),
        Campaign = Campaign.OrNull(),
        Term = Term.OrNull(),
        Content = Content.OrNull(),
    };
}
