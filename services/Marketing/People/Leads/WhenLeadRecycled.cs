using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Leads;

/// <summary>
/// Sales gave the lead back as valid, but not now: its next cycle begins. Published, because what the person did since
/// may already be known (history comes in any order), and the scorer looks again only where a fact tells it to.
/// </summary>
internal sealed class WhenLeadRecycled(MarketingDb db) : IHear<LeadRecycled>
{
    public async Task Hear(LeadRecycled fact, CloudEvent envelope, CancellationToken cancellation)
    {
        if (await db.Leads.FindAsync([fact.LeadId], cancellation) is not { } lead)
        {
            return;
        }

        if (lead.Hear(fact, envelope.Time.ToMicroseconds()) is { } dequalified)
        {
            db.Publish(lead, dequalified, envelope.Time.ToMicroseconds());
        }

        await db.Keep(new(fact.LeadId, fact.Cycle, fact.HandoffId, DecisionKind.Recycled, fact.Reason, fact.Note, fact.DecidedBy, envelope.Time.ToMicroseconds(), fact.ReturnAfter?.ToMicroseconds()), cancellation);
    }
}
