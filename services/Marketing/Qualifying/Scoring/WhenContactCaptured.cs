using Funnel.Contracts.Marketing;
using Funnel.Messaging;

namespace Funnel.Marketing.Scoring;

/// <summary>A new person may fit well enough to qualify at once.</summary>
internal sealed class WhenContactCaptured(LeadsToScore leads) : IHear<ContactCaptured>
{
    public Task Hear(ContactCaptured fact, CloudEvent envelope, CancellationToken cancellation)
    {
        leads.Add(fact.LeadId, envelope);
        return Task.CompletedTask;
    }
}
