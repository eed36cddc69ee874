using Funnel.Contracts.Sales;
using Funnel.Messaging;

namespace Funnel.Marketing.Leads;

/// <summary>The values of a closed opportunity were corrected.</summary>
internal sealed class WhenOpportunityCorrected(MarketingDb db) : IHear<OpportunityCorrected>
{
    public async Task Hear(OpportunityCorrected fact, CloudEvent envelope, CancellationToken cancellation)
    {
        if (await db.FindOpportunity(fact.LeadId, fact.OpportunityId, cancellation) is var (lead, opportunity))
        {
            opportunity.Hear(fact, envelope.Sequence);
            await db.FollowOutcome(lead, opportunity, cancellation);
        }
    }
}
