using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Leads;

/// <summary>A conversation confirmed the lead, so it is sales qualified.</summary>
internal sealed class WhenOpportunityCreated(MarketingDb db) : IHear<OpportunityCreated>
{
    public async Task Hear(OpportunityCreated fact, CloudEvent envelope, CancellationToken cancellation)
    {
        if (await db.FindOpportunity(fact.LeadId, fact.OpportunityId, cancellation) is var (lead, opportunity))
        {
            opportunity.Hear(fact, envelope.Time.ToMicroseconds());
            await db.FollowOutcome(lead, opportunity, cancellation);
        }
    }
}
