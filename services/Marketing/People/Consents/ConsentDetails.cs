using System.ComponentModel.DataAnnotations;

namespace Funnel.Marketing.Consents;

/// <summary>The consent of a person to be contacted.</summary>
public sealed record ConsentDetails
{
    public const int LongestText = 100;

    /// <summary>The purpose, such as <c>newsletter</c>.</summary>
    [Required, StringLength(LongestText)]
    public required string Purpose { get; init; }

    /// <summary>The channel, such as <c>email</c>.</summary>
    [Required, StringLength(LongestText)]
    public required string Channel { get; init; }

    /// <summary>The legal basis, such as <c>consent</c> or <c>legitimate-interest</c>.</summary>
    [Required, StringLength(LongestText)]
    public required string LegalBasis { get; init; }

    /// <summary>The version of the text that the person saw.</summary>
    [StringLength(LongestText)]
    public string? TextVersion { get; init; }

    /// <summary>When the person gave the consent, for history. Defaults to the time of the capture.</summary>
    public DateTimeOffset? OccurredAt { get; init; }
}
