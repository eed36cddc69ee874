using Funnel.Contracts.Sales;
using Funnel.Messaging;
using Funnel.Messaging.Timers;
using Funnel.Sales.Handoffs;
using Funnel.Sales.Pipeline;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Sla;

/// <summary>The due times of a handoff's clock. Each timer's subject is the clock.</summary>
internal static class SlaTimers
{
    public const string Warning = "handoff-sla-warning", Due = "handoff-sla-due", Recycle = "handoff-sla-recycle";

    public static void Schedule(SalesDb db, SlaClock clock)
    {
        db.Schedule(Warning, clock.Id, clock.WarnAt);
        db.Schedule(Due, clock.Id, clock.DueAt);
        if (clock.RecycleAt is { } recycle)
        {
            db.Schedule(Recycle, clock.Id, recycle);
        }
    }

    public static void Unschedule(SalesDb db, SlaClock clock)
    {
        db.Unschedule(Warning, clock.Id);
        db.Unschedule(Due, clock.Id);
        db.Unschedule(Recycle, clock.Id);
    }
}

/// <summary>Most of the time is over.</summary>
internal sealed class WhenSlaWarning(SalesDb db) : IWhenDue
{
    public async Task WhenDue(Guid subject, DateTimeOffset dueAt, CancellationToken cancellation)
    {
        var clock = (await db.SlaClocks.FindAsync([subject], cancellation))!;
        var handoff = (await db.Handoffs.FindAsync([clock.HandoffId], cancellation))!;
        if (clock.Warn(handoff, await db.Representatives.FindAsync([handoff.RepresentativeId], cancellation)) is { } warned)
        {
            db.Publish(clock, warned, clock.WarnAt);
        }
    }
}

/// <summary>The time is over: it is a breach, and somebody above hears of it.</summary>
internal sealed class WhenSlaDue(SalesDb db, Escalation escalation, TimeProvider time) : IWhenDue
{
    public async Task WhenDue(Guid subject, DateTimeOffset dueAt, CancellationToken cancellation)
    {
        var clock = (await db.SlaClocks.FindAsync([subject], cancellation))!;
        var handoff = (await db.Handoffs.FindAsync([clock.HandoffId], cancellation))!;
        var representative = await db.Representatives.FindAsync([handoff.RepresentativeId], cancellation);
        var (above, explanation) = await escalation.Of(clock, handoff, representative, cancellation);
        if (clock.Breach(handoff, representative, above, explanation) is not { } breached)
        {
            return;
        }

        db.Publish(clock, breached, clock.DueAt);
        if (handoff.Status == HandoffStatus.Pending && above is not null && above.Id != handoff.RepresentativeId)
        {
            db.Publish(handoff, handoff.Assign(above, explanation), time.GetUtcNow(), causedBy: clock);
        }
        else
        {
            handoff.Explain(explanation);
        }
    }
}

/// <summary>Nobody answered for so long that the lead goes back to Marketing.</summary>
internal sealed class WhenSlaRecycle(SalesDb db) : IWhenDue
{
    public async Task WhenDue(Guid subject, DateTimeOffset dueAt, CancellationToken cancellation)
    {
        var clock = (await db.SlaClocks.FindAsync([subject], cancellation))!;
        var handoff = (await db.Handoffs.FindAsync([clock.HandoffId], cancellation))!;

        // Whoever sells to the lead, or has sold since, by whatever way it came about, is not too early.
        if (!await db.Opportunities.AnyAsync(deal => deal.LeadId == clock.LeadId
                && (deal.Status == OpportunityStatus.Open || (deal.Status == OpportunityStatus.Won && deal.ClosedAt >= clock.StartedAt)), cancellation)
            && clock.RecycleUnanswered(handoff, dueAt) is { } recycled)
        {
            db.Publish(handoff, recycled, dueAt, causedBy: clock);
        }
    }
}
