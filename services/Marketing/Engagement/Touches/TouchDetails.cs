using System.ComponentModel.DataAnnotations;
using Funnel.Contracts;

namespace Funnel.Marketing.Touches;

/// <summary>What there is to say of one touch.</summary>
public abstract record TouchDetails
{
    public const int LongestAsset = 200;
    public const int LongestUrl = 2000;
    public const int LongestClickId = 300;
    public const int LongestExternalId = 100;

    /// <summary>What the person did.</summary>
    public required TouchKind Kind { get; init; }

    /// <summary>What they did it with: the form's, mail's or event's own name.</summary>
    [StringLength(LongestAsset)]
    public string? Asset { get; init; }

    /// <summary>The page.</summary>
    [StringLength(LongestUrl)]
    public string? Url { get; init; }

    /// <summary>The page they came from.</summary>
    [StringLength(LongestUrl)]
    public string? Referrer { get; init; }

    /// <summary>The campaign parameters of the link.</summary>
    public Utm? Utm { get; init; }

    /// <summary>The advertising network's id of the click.</summary>
    [StringLength(LongestClickId)]
    public string? ClickId { get; init; }

    /// <summary>Kept as given; without it the channel is derived from the rest.</summary>
    [StringLength(Channels.LongestName)]
    public string? Channel { get; init; }

    /// <summary>When it happened, for history; without it, now.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>The touch's id, made by the sender: the same id again is the same touch.</summary>
    public Guid? Id { get; init; }

    /// <summary>The sender's own id of the touch, unique for the person: the same again is the same touch.</summary>
    [StringLength(LongestExternalId)]
    public string? ExternalId { get; init; }
}
