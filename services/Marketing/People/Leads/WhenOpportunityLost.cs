using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Leads;

/// <summary>The opportunity is lost. The lead stays sales qualified, because only Sales can recycle it.</summary>
internal sealed class WhenOpportunityLost(MarketingDb db) : IHear<OpportunityLost>
{
    public async Task Hear(OpportunityLost fact, CloudEvent envelope, CancellationToken cancellation)
    {
        if (await db.FindOpportunity(fact.LeadId, fact.OpportunityId, cancellation) is var (lead, opportunity))
        {
            opportunity.Hear(fact, envelope.Time.ToMicroseconds(), envelope.Sequence);
            await db.FollowOutcome(lead, opportunity, cancellation);
        }
    }
}
