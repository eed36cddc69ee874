using System.ComponentModel.DataAnnotations;
using Funnel.Contracts;
using Funnel.Marketing.Origins;

namespace Funnel.Marketing.Touches;

/// <summary>The details of one touch.</summary>
public abstract record TouchDetails
{
    public const int LongestAsset = 200;
    public const int LongestUrl = Origin.LongestUrl;
    public const int LongestClickId = 300;
    public const int LongestExternalId = 100;

    /// <summary>The kind of engagement.</summary>
    public required TouchKind Kind { get; init; }

    /// <summary>The name of the form, the mail or the event.</summary>
    [StringLength(LongestAsset)]
    public string? Asset { get; init; }

    /// <summary>The page of the touch.</summary>
    [StringLength(LongestUrl)]
    public string? Url { get; init; }

    /// <summary>The page from which the person came.</summary>
    [StringLength(LongestUrl)]
    public string? Referrer { get; init; }

    /// <summary>The campaign parameters of the link.</summary>
    public Utm? Utm { get; init; }

    /// <summary>The click id of the advertising network.</summary>
    [StringLength(LongestClickId)]
    public string? ClickId { get; init; }

    /// <summary>The channel, kept as given. Defaults to the channel that the other fields show.</summary>
    [StringLength(Channels.LongestName)]
    public string? Channel { get; init; }

    /// <summary>When the touch happened, for history. Defaults to the current time.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>The id of the touch, if the sender generates it. The same id again is the same touch.</summary>
    public Guid? Id { get; init; }

    /// <summary>The id of the touch in the system of the sender, unique for the lead. The same id again is the same touch.</summary>
    [StringLength(LongestExternalId)]
    public string? ExternalId { get; init; }
}
