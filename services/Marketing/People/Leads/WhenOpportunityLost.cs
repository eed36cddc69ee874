using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Leads;

/// <summary>The deal is lost. The lead stays sales qualified: going back is Sales's to say.</summary>
internal sealed class WhenOpportunityLost(MarketingDb db) : IHear<OpportunityLost>
{
    public async Task Hear(OpportunityLost fact, CloudEvent envelope, CancellationToken cancellation)
    {
        if (await db.Deal(fact.LeadId, fact.OpportunityId, cancellation) is var (lead, deal))
        {
            deal.Hear(fact, envelope.Time.ToMicroseconds());
            lead.HearOfDeal(fact.OpenedAt.ToMicroseconds(), isWon: false);
        }
    }
}
