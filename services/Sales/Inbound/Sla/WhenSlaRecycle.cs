using Funnel.Messaging.Timers;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Sla;

/// <summary>A long time after the breach, there is still no outreach: the lead goes back to Marketing.</summary>
internal sealed class WhenSlaRecycle(SalesDb db) : IWhenDue
{
    private Dictionary<Guid, DueClock> due = [];
    private HashSet<Guid> sold = [];

    public async Task Expect(IReadOnlyCollection<Guid> subjects, CancellationToken cancellation)
    {
        due = await DueClock.Load(db, subjects, cancellation);

        // A lead with an open opportunity, or with one that was won since the handoff, does not go back.
        var clocks = due.Keys.ToArray();
        sold = [.. await (
            from clock in db.SlaClocks
            where clocks.Contains(clock.Id)
            join opportunity in db.OpportunityOutlines on (Guid?)clock.LeadId equals opportunity.LeadId
            where opportunity.IsOpen || opportunity.WonAt >= clock.StartedAt
            select clock.Id).ToListAsync(cancellation)];
    }

    public Task WhenDue(Guid subject, DateTimeOffset dueAt, CancellationToken cancellation)
    {
        var (clock, handoff, _) = due[subject];
        if (!sold.Contains(subject) && clock.RecycleUnanswered(handoff, dueAt) is { } recycled)
        {
            db.Publish(handoff, recycled, dueAt, causedBy: clock);
        }

        return Task.CompletedTask;
    }
}
