using Funnel.Messaging.Timers;
using Funnel.Sales.Handoffs;

namespace Funnel.Sales.Sla;

/// <summary>The time to reach out to a lead is over: the SLA is breached, and the handoff is escalated.</summary>
internal sealed class WhenSlaDue(SalesDb db, TimeProvider time) : IWhenDue
{
    private Dictionary<Guid, DueClock> due = [];
    private EscalationTargets targets = null!;

    public async Task Expect(IReadOnlyCollection<Guid> subjects, CancellationToken cancellation)
    {
        due = await DueClock.Load(db, subjects, cancellation);
        var named = due.Values.Select(one => one.Clock.EscalateToId).OfType<Guid>();
        targets = await EscalationTargets.Load(db, named, time.GetUtcNow(), cancellation);
    }

    public Task WhenDue(Guid subject, DateTimeOffset dueAt, CancellationToken cancellation)
    {
        var (clock, handoff, representative) = due[subject];
        var (target, explanation) = targets.Find(clock, handoff, representative);
        if (clock.Breach(handoff, representative, target, explanation) is not { } breached)
        {
            return Task.CompletedTask;
        }

        db.Publish(clock, breached, clock.DueAt);
        if (handoff.Status == HandoffStatus.Pending && target is not null && target.Id != handoff.RepresentativeId)
        {
            db.Publish(handoff, handoff.Assign(target, explanation), time.GetUtcNow(), causedBy: clock);
        }
        else
        {
            handoff.Explain(explanation);
        }

        return Task.CompletedTask;
    }
}
