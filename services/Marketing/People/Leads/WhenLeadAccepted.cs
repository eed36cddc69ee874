using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Leads;

/// <summary>Sales accepted the lead.</summary>
internal sealed class WhenLeadAccepted(MarketingDb db) : IHear<LeadAccepted>
{
    public async Task Hear(LeadAccepted fact, CloudEvent envelope, CancellationToken cancellation)
    {
        if (await db.Leads.FindAsync([fact.LeadId], cancellation) is { } lead)
        {
            lead.Hear(fact);
            await db.KeepDecision(
                new(fact.LeadId, fact.Cycle, fact.HandoffId, DecisionKind.Accepted, fact.Reason, fact.Note, fact.DecidedBy,
                    envelope.Time.ToMicroseconds()),
                cancellation);
        }
    }
}
