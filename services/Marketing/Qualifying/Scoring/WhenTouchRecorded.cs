using Funnel.Contracts.Marketing;
using Funnel.Messaging;

namespace Funnel.Marketing.Scoring;

/// <summary>A touch raises the engagement, at its own time, which may be in the past.</summary>
internal sealed class WhenTouchRecorded(LeadsToScore leads) : IHear<TouchRecorded>
{
    public Task Hear(TouchRecorded fact, CloudEvent envelope, CancellationToken cancellation)
    {
        leads.Add(fact.LeadId, envelope);
        return Task.CompletedTask;
    }
}
