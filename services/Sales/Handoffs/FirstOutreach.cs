using Funnel.Sales.Sla;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Handoffs;

/// <summary>A person reached out to a lead: what stops the clock of its handoff. To open the record does not.</summary>
internal static class FirstOutreach
{
    /// <summary>To be called before the save of what tells of the outreach; told twice, or in any order, it comes to the same.</summary>
    /// <remarks>It counts for the latest handoff that was there at the time; outreach before the first is nobody's answer.</remarks>
    /// <param name="at">When the person reached out, not when it was told.</param>
    public static async Task Record(SalesDb db, Guid leadId, DateTimeOffset at, CancellationToken cancellation)
    {
        var clock = await db.SlaClocks.Where(clock => clock.LeadId == leadId && clock.StartedAt <= at)
            .OrderByDescending(clock => clock.StartedAt).FirstOrDefaultAsync(cancellation);
        if (clock is null)
        {
            return;
        }

        // Whoever has it, the caller may see it or not.
        var handoff = await db.Handoffs.IgnoreQueryFilters().SingleAsync(handoff => handoff.Id == clock.HandoffId, cancellation);
        var representative = await db.Representatives.SingleOrDefaultAsync(person => person.Id == handoff.RepresentativeId, cancellation);
        if (handoff.WasOpenAt(at) && clock.Reach(at, representative) is { } met)
        {
            db.Publish(clock, met, at, causedBy: handoff);
            SlaTimers.Unschedule(db, clock);
        }
    }
}
