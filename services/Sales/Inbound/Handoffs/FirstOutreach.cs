using Funnel.Sales.Accounts;
using Funnel.Sales.Activities;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Sla;
using Funnel.Sales.Team;
using Funnel.Sales.Visibility;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Handoffs;

/// <summary>A person reached out to a lead: what stops the clock of its handoff. To open the record does not.</summary>
internal static class FirstOutreach
{
    /// <summary>
    /// To be called in the transaction that tells of an outreach, before it looks for handoffs, and in the one that takes handoffs
    /// in: of an outreach and a new handoff of the same lead, or contact, that come in one moment, whichever is later sees the other.
    /// </summary>
    /// <param name="who">Leads and contacts, all at once: who waits for one of them holds none that another waits for.</param>
    public static async Task OneAtATime(SalesDb db, IEnumerable<Guid> who, CancellationToken cancellation)
    {
        if (who.Distinct().ToArray() is { Length: > 0 } all)
        {
            await db.Database.ExecuteSqlAsync($"""
                select pg_advisory_xact_lock(key)
                from (select hashtextextended('outreach.' || id::text, 0) as key from unnest({all}) id order by key) keys
                """, cancellation);
        }
    }

    /// <summary>To be called before the save of an activity that is outreach, in its transaction: it counts for each lead of its records, and for the leads who its contacts are.</summary>
    /// <remarks>An account alone is nobody: whoever was spoken to there may be another.</remarks>
    public static async Task ToAllOf(SalesDb db, Records records, DateTimeOffset at, CancellationToken cancellation)
    {
        var (leads, contacts) = (records.Leads, records.Of(RecordKind.Contact));
        await OneAtATime(db, [.. leads, .. contacts], cancellation);
        foreach (var lead in leads.Union(await LeadsWhoAre(db, contacts, cancellation)))
        {
            await Record(db, lead, at, cancellation);
        }
    }

    /// <summary>The leads who are these contacts, by the one rule by which contacts are found.</summary>
    private static async Task<IReadOnlyList<Guid>> LeadsWhoAre(SalesDb db, IReadOnlyList<Guid> contacts, CancellationToken cancellation)
    {
        if (contacts.Count == 0)
        {
            return [];
        }

        // What was merged into them leads to them as well.
        var lines = await db.Contacts.AsNoTracking().Where(one => contacts.Contains(one.Id) || (one.MergedIntoId != null && contacts.Contains(one.MergedIntoId.Value)))
            .Select(one => new { one.Email, one.PhoneKey, IsThem = one.MergedIntoId == null }).ToListAsync(cancellation);
        var (emails, phones) = (lines.Select(line => line.Email).OfType<string>().ToArray(), lines.Select(line => line.PhoneKey).OfType<string>().ToArray());
        // Of two who both have an address a shared line says nothing; and a company's may be shared by a great many.
        var hasNoAddress = lines.Exists(line => line.IsThem && line.Email is null);
        var alike = await db.Handoffs.IgnoringOwnership().AsNoTracking()
            .Where(handoff => (handoff.LeadEmail != null && emails.Contains(handoff.LeadEmail)) || (handoff.LeadPhone != null && phones.Contains(handoff.LeadPhone) && (hasNoAddress || handoff.LeadEmail == null)))
            .Select(handoff => new { handoff.LeadId, Person = new ContactDetails("", handoff.LeadEmail, null, handoff.LeadPhone, null, FieldValues.None) }).ToListAsync(cancellation);
        var book = await ContactBook.Open(db, alike.Select(one => one.Person), cancellation);
        return [.. alike.Where(one => book.Find(one.Person) is { } contact && contacts.Contains(contact.Id)).Select(one => one.LeadId).Distinct()];
    }

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
    /// <param name="contact">Who the lead is; absent where nobody knows.</param>
    public static async Task LookBack(SalesDb db, Handoff handoff, SlaClock clock, LeadHistory past, Guid? contact, CancellationToken cancellation)
    {
        var (lead, since) = (handoff.LeadId, handoff.HandedOffAt);
        if (past.IsUnknown(lead) && contact is null)
        {
            return;
        }

        var others = past.HandoffsOf(lead).ToList();
        var handoffs = others.ConvertAll(other => (Guid?)other.Id);
        var begun = await db.Opportunities.Where(deal => deal.LeadId == lead).Select(deal => new { deal.Id, deal.CreatedAt }).ToListAsync(cancellation);
        var deals = begun.ConvertAll(deal => (Guid?)deal.Id);
        var next = others.Select(other => other.At)
            .Concat(db.Handoffs.Local.Where(other => other.LeadId == lead).Select(other => other.HandedOffAt)).Where(at => at > since).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
        var reached = await (
            from record in db.Set<ActivityRecord>()
            where handoffs.Contains(record.HandoffId) || deals.Contains(record.OpportunityId) || (contact != null && record.ContactId == contact)
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
        if (handoff.WasOpenAt(at) && clock.RecordOutreach(at, representative) is { } met)
        {
            db.Publish(clock, met, at, causedBy: handoff);
            SlaTimers.Unschedule(db, clock);
        }
    }
}
