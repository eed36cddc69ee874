using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Leads;

/// <summary>The lead is a customer.</summary>
internal sealed class WhenOpportunityWon(MarketingDb db) : IHear<OpportunityWon>
{
    public async Task Hear(OpportunityWon fact, CloudEvent envelope, CancellationToken cancellation)
    {
        if (await db.FindOpportunity(fact.LeadId, fact.OpportunityId, cancellation) is var (lead, opportunity))
        {
            opportunity.Hear(fact, envelope.Time.ToMicroseconds(), envelope.Sequence);
            await db.FollowOutcome(lead, opportunity, cancellation);
        }
    }
}
