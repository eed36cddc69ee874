using Funnel.Contracts.Marketing;
using Funnel.Messaging;

namespace Funnel.Marketing.Scoring;

/// <summary>A recycled lead starts its next cycle, and touches of that cycle may be known already.</summary>
internal sealed class WhenLeadDequalified(LeadsToScore leads) : IHear<LeadDequalified>
{
    public Task Hear(LeadDequalified fact, CloudEvent envelope, CancellationToken cancellation)
    {
        leads.Add(fact.LeadId, envelope);
        return Task.CompletedTask;
    }
}
