using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Leads;

/// <summary>
/// Sales gave the lead back as valid, but not now. Its next cycle begins. The end of the cycle is published, because scoring
/// computes a lead again only after a fact, and the touches of the next cycle may be known already.
/// </summary>
internal sealed class WhenLeadRecycled(MarketingDb db) : IHear<LeadRecycled>
{
    public async Task Hear(LeadRecycled fact, CloudEvent envelope, CancellationToken cancellation)
    {
        if (await db.Leads.FindAsync([fact.LeadId], cancellation) is not { } lead)
        {
            return;
        }

        var at = envelope.Time.ToMicroseconds();
        if (lead.Hear(fact, at) is { } dequalified)
        {
            db.Publish(lead, dequalified, at);
        }

        await db.KeepDecision(
            new(fact.LeadId, fact.Cycle, fact.HandoffId, DecisionKind.Recycled, fact.Reason, fact.Note, fact.DecidedBy, at,
                fact.ReturnAfter?.ToMicroseconds()),
            cancellation);
    }
}
