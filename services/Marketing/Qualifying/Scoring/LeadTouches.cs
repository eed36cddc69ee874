using System.Linq.Expressions;
using Funnel.Contracts.Marketing;
using Funnel.Marketing.Leads;
using Funnel.Marketing.Touches;

namespace Funnel.Marketing.Scoring;

/// <summary>Touches as scoring and handoffs look at them.</summary>
internal static class LeadTouches
{
    private const int ShownToSales = 10;

    public static readonly Expression<Func<Touch, Engagement>> AsEngagement = touch => new(
        touch.Id, touch.Kind, touch.Asset, touch.Utm.Campaign, touch.Utm.Source, touch.Channel, touch.OccurredAt);

    /// <summary>The context pack: the lead at the moment of its handoff, so that Sales needs no second look-up.</summary>
    /// <param name="touches">Newest first.</param>
    public static LeadContext Context(Lead lead, IEnumerable<Engagement> touches, IEnumerable<ConsentEntry> consents, DateTimeOffset at)
    {
        var until = touches.Where(touch => touch.OccurredAt <= at).ToList();
        return new(
            lead.ExternalId, lead.Email, lead.Phone, lead.FullName, lead.Company, lead.JobTitle, lead.Country, lead.Channel,
            lead.First.Campaign,
            until.FirstOrDefault(touch => Channels.TellsOrigin(touch.Channel))?.Campaign ?? lead.First.Campaign,
            [.. until.Take(ShownToSales).Select(touch => new ContextTouch(touch.TouchId, touch.Kind, touch.Asset, touch.Campaign, touch.OccurredAt))],
            [.. consents.OrderBy(consent => consent.GrantedAt)
                .Select(consent => new ContextConsent(consent.Purpose, consent.Channel, consent.LegalBasis, consent.GrantedAt))],
            lead.First.Source);
    }
}
