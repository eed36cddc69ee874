using Funnel.Contracts;
using Funnel.Marketing.Origins;
using Funnel.Marketing.Touches;
using Funnel.ServiceDefaults;
using Funnel.Values;

namespace Funnel.Marketing.Capture;

/// <summary>How a captured person first came, and the touches of the person, each with its own origin or that of the person.</summary>
internal sealed record CaptureAttribution(Origin Origin, IReadOnlyList<LeadTouch> Touches)
{
    /// <param name="at">When the person was captured, which is also the time of touches without a time.</param>
    public static CaptureAttribution Of(CaptureLeadRequest request, DateTimeOffset at)
    {
        var (clickId, referrer, landingPage) = (request.ClickId.OrNull(), request.Referrer.OrNull(), request.LandingPage.OrNull());
        var utm = (request.Utm ?? Utm.None).FilledFrom(landingPage);
        var channel = Channels.Derive(TextKey.ShowOrNull(request.Channel), TouchKind.Unknown, clickId, utm, referrer, landingPage);
        var hasOrigin = channel is not null || utm != Utm.None;
        var touches = (request.Touches ?? []).Select(touch => touch with
        {
            OccurredAt = touch.OccurredAt ?? request.OccurredAt,
            Channel = HasOrigin(touch) || !hasOrigin ? touch.Channel : channel,
            Utm = HasOrigin(touch) ? touch.Utm : utm,
            ClickId = HasOrigin(touch) ? touch.ClickId : clickId,
            Referrer = HasOrigin(touch) ? touch.Referrer : referrer,
            Url = touch.Url.OrNull() ?? (HasOrigin(touch) ? null : landingPage),
        }).ToList();
        var origin = hasOrigin
            ? new Origin(channel, utm, landingPage, referrer)
            : OriginOf(touches.MinBy(touch => touch.OccurredAt ?? at), landingPage, referrer);
        return new(origin, touches);
    }

    private static bool HasOrigin(TouchDetails touch) =>
        TextKey.ShowOrNull(touch.Channel) is not null || touch.ClickId.OrNull() is not null || touch.Referrer.OrNull() is not null
        || (touch.Utm ?? Utm.None).FilledFrom(touch.Url) != Utm.None;

    /// <summary>The origin of the earliest touch, for a capture without an origin of its own.</summary>
    private static Origin OriginOf(TouchDetails? touch, string? landingPage, string? referrer)
    {
        var utm = (touch?.Utm ?? Utm.None).FilledFrom(touch?.Url);
        var channel = touch is null
            ? null
            : Channels.Derive(TextKey.ShowOrNull(touch.Channel), touch.Kind, touch.ClickId.OrNull(), utm, touch.Referrer.OrNull(),
                touch.Url.OrNull());
        return new(channel, utm, landingPage ?? touch?.Url.OrNull(), referrer ?? touch?.Referrer.OrNull());
    }
}
