using Funnel.Contracts.Marketing;
using Funnel.Marketing.Consents;
using Funnel.Marketing.Leads;
using Funnel.Marketing.Origins;

namespace Funnel.Marketing.Scoring;

/// <summary>Builds the context pack of a handoff: the lead at that moment, so that Sales needs no second lookup.</summary>
internal static class HandoffContext
{
    private const int ShownToSales = 10;

    /// <param name="touches">Newest first.</param>
    public static LeadContext Of(Lead lead, IEnumerable<ScoredTouch> touches, IEnumerable<ConsentEntry> consents, DateTimeOffset at)
    {
        var until = touches.Where(touch => touch.OccurredAt <= at).ToList();
        return new(
            lead.ExternalId, lead.Email, lead.Phone, lead.FullName, lead.Company, lead.JobTitle, lead.Country, lead.Channel,
            lead.First.Campaign,
            until.FirstOrDefault(touch => Channels.ShowsOrigin(touch.Channel))?.Campaign ?? lead.First.Campaign,
            [.. until.Take(ShownToSales)
                .Select(touch => new ContextTouch(touch.TouchId, touch.Kind, touch.Asset, touch.Campaign, touch.OccurredAt))],
            [.. consents.OrderBy(consent => consent.GrantedAt)
                .Select(consent => new ContextConsent(consent.Purpose, consent.Channel, consent.LegalBasis, consent.GrantedAt))],
            lead.First.Source,
            lead.CompanySize);
    }
}
