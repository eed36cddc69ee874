namespace Funnel.Marketing.Origins;

/// <summary>How a person first came to us.</summary>
internal sealed record Origin(string? Channel, Utm Utm, string? LandingPage, string? Referrer)
{
    public const int LongestUrl = 2000;
}

/// <summary>The channel and the campaign parameters of a touch.</summary>
public sealed record TouchOrigin(string? Channel, Utm Utm);
