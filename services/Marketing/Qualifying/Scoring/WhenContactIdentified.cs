using Funnel.Contracts.Marketing;
using Funnel.Messaging;

namespace Funnel.Marketing.Scoring;

/// <summary>New contact details can raise the fit.</summary>
internal sealed class WhenContactIdentified(LeadsToScore leads) : IHear<ContactIdentified>
{
    public Task Hear(ContactIdentified fact, CloudEvent envelope, CancellationToken cancellation)
    {
        leads.Add(fact.LeadId, envelope);
        return Task.CompletedTask;
    }
}
