using Funnel.Contracts;
using Funnel.Marketing.Touches;

namespace Funnel.Marketing.Leads;

/// <summary>How a captured person came, and what they brought.</summary>
internal sealed record Arrival(Origin Origin, IReadOnlyList<LeadTouch> Touches, IReadOnlyList<ConsentDetails> Consents)
{
    /// <param name="at">When the person was captured, which is also when undated touches happened.</param>
    public static Arrival Read(CaptureLeadRequest request, DateTimeOffset at)
    {
        var utm = (request.Utm ?? Utm.None).WithoutBlanks();
        var (clickId, referrer, landingPage) = (request.ClickId.OrNull(), request.Referrer.OrNull(), request.LandingPage.OrNull());
        var channel = Channels.Derive(request.Channel.OrNull(), TouchKind.Unknown, clickId, utm, referrer, landingPage);
        var saysOrigin = channel is not null || utm != Utm.None;
        var touches = (request.Touches ?? []).Select(touch => touch with
        {
            OccurredAt = touch.OccurredAt ?? request.OccurredAt,
            Channel = SaysOrigin(touch) || !saysOrigin ? touch.Channel : channel,
            Utm = SaysOrigin(touch) ? touch.Utm : utm,
            ClickId = SaysOrigin(touch) ? touch.ClickId : clickId,
            Referrer = SaysOrigin(touch) ? touch.Referrer : referrer,
            Url = touch.Url.OrNull() ?? (SaysOrigin(touch) ? null : landingPage),
        }).ToList();
        var origin = saysOrigin ? new Origin(channel, utm, landingPage, referrer) : Of(touches.MinBy(touch => touch.OccurredAt ?? at), landingPage, referrer);
        return new(origin, touches, request.Consents ?? []);
    }

    private static bool SaysOrigin(TouchDetails touch) =>
        touch.Channel.OrNull() is not null || touch.ClickId.OrNull() is not null || touch.Referrer.OrNull() is not null
        || (touch.Utm ?? Utm.None).WithoutBlanks() != Utm.None;

    /// <summary>Where the capture itself says nothing, the earliest touch tells.</summary>
    private static Origin Of(TouchDetails? touch, string? landingPage, string? referrer)
    {
        var utm = (touch?.Utm ?? Utm.None).WithoutBlanks();
        return new(
            touch is null ? null : Channels.Derive(touch.Channel.OrNull(), touch.Kind, touch.ClickId.OrNull(), utm, touch.Referrer.OrNull(), touch.Url.OrNull()),
            utm, landingPage ?? touch?.Url.OrNull(), referrer ?? touch?.Referrer.OrNull());
    }
}
