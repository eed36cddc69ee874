using Funnel.Contracts.Sales;
using Funnel.Messaging;

namespace Funnel.Marketing.Leads;

/// <summary>The opportunity is open again. The lead is a customer only if another of its opportunities is won.</summary>
internal sealed class WhenOpportunityReopened(MarketingDb db) : IHear<OpportunityReopened>
{
    public async Task Hear(OpportunityReopened fact, CloudEvent envelope, CancellationToken cancellation)
    {
        if (await db.FindOpportunity(fact.LeadId, fact.OpportunityId, cancellation) is var (lead, opportunity))
        {
            opportunity.Hear(fact, envelope.Sequence);
            await db.FollowOutcome(lead, opportunity, cancellation);
        }
    }
}
