using System.ComponentModel.DataAnnotations;
using Funnel.ServiceDefaults;
using Funnel.Values;

namespace Funnel.Marketing.Origins;

/// <summary>The campaign parameters of a link (UTM), as they were given.</summary>
public sealed record Utm
{
    public const int LongestValue = 200;

    internal static readonly Utm None = new();

    /// <summary>The site that sent the person, such as <c>google</c>.</summary>
    [StringLength(LongestValue)]
    public string? Source { get; init; }

    /// <summary>The kind of link, such as <c>cpc</c>.</summary>
    [StringLength(LongestValue)]
    public string? Medium { get; init; }

    /// <summary>The name of the campaign.</summary>
    [StringLength(LongestValue)]
    public string? Campaign { get; init; }

    /// <summary>The paid search words.</summary>
    [StringLength(LongestValue)]
    public string? Term { get; init; }

    /// <summary>The link, if a page or mail has several.</summary>
    [StringLength(LongestValue)]
    public string? Content { get; init; }

    internal Utm WithoutBlanks() => new()
    {
        Source = TextKey.ShowOrNull(Source),
        Medium = TextKey.ShowOrNull(Medium),
        Campaign = TextKey.ShowOrNull(Campaign),
        Term = TextKey.ShowOrNull(Term),
        Content = TextKey.ShowOrNull(Content),
    };
}
