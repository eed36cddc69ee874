using Funnel.Sales.Activities;
using Funnel.Sales.Sla;
using Funnel.Sales.Team;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Handoffs;

/// <summary>A person reached out to a lead: what stops the clock of its handoff. To open the record does not.</summary>
internal static class FirstOutreach
{
    /// <summary>
    /// To be called in the transaction that tells of an outreach, before <see cref="Record"/>: of an outreach and a new handoff
    /// of the same lead that come in one moment, whichever is later sees the other.
    /// </summary>
    public static Task OneAtATime(SalesDb db, Guid leadId, CancellationToken cancellation) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended('outreach.' || {leadId}::text, 0))", cancellation);

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

        // Whoever has it, the caller may see it or not. It is read only: the one that is being changed may be another of the lead's.
        var handoff = db.Handoffs.Local.SingleOrDefault(handoff => handoff.Id == clock.HandoffId)
            ?? await db.Handoffs.AsNoTracking().IgnoreQueryFilters().SingleAsync(handoff => handoff.Id == clock.HandoffId, cancellation);
        await Count(db, handoff, clock, at, cancellation);
    }

    /// <summary>To be called before the save of a new handoff: what was logged of its lead before the handoff came, or an opportunity that began, counts as well.</summary>
    public static async Task LookBack(SalesDb db, Handoff handoff, SlaClock clock, PastOfLeads past, CancellationToken cancellation)
    {
        var (lead, since) = (handoff.LeadId, handoff.HandedOffAt);
        if (past.IsUnknown(lead))
        {
            return;
        }

        await OneAtATime(db, lead, cancellation);
        var others = past.HandoffsOf(lead).ToList();
        var handoffs = others.ConvertAll(other => (Guid?)other.Id);
        var begun = await db.Opportunities.Where(deal => deal.LeadId == lead).Select(deal => new { deal.Id, deal.CreatedAt }).ToListAsync(cancellation);
        var deals = begun.ConvertAll(deal => (Guid?)deal.Id);
        var next = others.Select(other => other.At)
            .Concat(db.Handoffs.Local.Where(other => other.LeadId == lead).Select(other => other.HandedOffAt)).Where(at => at > since).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
        var reached = await (
            from record in db.Set<ActivityRecord>()
            where handoffs.Contains(record.HandoffId) || deals.Contains(record.OpportunityId)
            join activity in db.Activities on record.ActivityId equals activity.Id
            where activity.Kind != ActivityKind.Note && activity.OccurredAt >= since && activity.OccurredAt < next
            select (DateTimeOffset?)activity.OccurredAt).MinAsync(cancellation);
        if (begun.Where(deal => deal.CreatedAt > since && deal.CreatedAt < next).Select(deal => (DateTimeOffset?)deal.CreatedAt).Append(reached).Min() is { } at)
        {
            await Count(db, handoff, clock, at, cancellation);
        }
    }

    private static async Task Count(SalesDb db, Handoff handoff, SlaClock clock, DateTimeOffset at, CancellationToken cancellation) =>
        Count(db, handoff, clock, await db.Representatives.FindAsync([handoff.RepresentativeId], cancellation), at);

    internal static void Count(SalesDb db, Handoff handoff, SlaClock clock, Representative? representative, DateTimeOffset at)
    {
        if (handoff.WasOpenAt(at) && clock.Reach(at, representative) is { } met)
        {
            db.Publish(clock, met, at, causedBy: handoff);
            SlaTimers.Unschedule(db, clock);
        }
    }
}
