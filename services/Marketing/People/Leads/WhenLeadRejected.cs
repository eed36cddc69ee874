using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.ServiceDefaults;

namespace Funnel.Marketing.Leads;

/// <summary>Sales rejected the lead as not valid, so it is disqualified.</summary>
internal sealed class WhenLeadRejected(MarketingDb db) : IHear<LeadRejected>
{
    public async Task Hear(LeadRejected fact, CloudEvent envelope, CancellationToken cancellation)
    {
        if (await db.Leads.FindAsync([fact.LeadId], cancellation) is { } lead)
        {
            lead.Hear(fact);
            await db.KeepDecision(
                new(fact.LeadId, fact.Cycle, fact.HandoffId, DecisionKind.Rejected, fact.Reason, fact.Note, fact.DecidedBy,
                    envelope.Time.ToMicroseconds()),
                cancellation);
        }
    }
}
