using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Leads;

/// <summary>Sales took the lead: it is sales accepted.</summary>
internal sealed class WhenLeadAccepted(MarketingDb db) : IHear<LeadAccepted>
{
    public async Task Hear(LeadAccepted fact, CloudEvent envelope, CancellationToken cancellation)
    {
        if (await db.Leads.FindAsync([fact.LeadId], cancellation) is { } lead)
        {
            lead.Hear(fact);
            await db.Keep(new(fact.LeadId, fact.Cycle, fact.HandoffId, DecisionKind.Accepted, fact.Reason, fact.Note, fact.DecidedBy, envelope.Time.ToMicroseconds()), cancellation);
        }
    }
}
