using Funnel.Sales.Accounts;
using Funnel.Sales.CustomFields;
using Funnel.Sales.Visibility;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Handoffs;

/// <summary>A person reached out to leads, which stops the SLA clocks of their handoffs. Opening a record does not stop a clock.</summary>
internal static class FirstOutreach
{
    /// <summary>
    /// Locks leads and contacts until the transaction ends. Both transactions call it first: the one that logs an outreach and the one
    /// that takes handoffs in. If both concern the same lead at the same moment, the later one sees the work of the earlier one.
    /// </summary>
    /// <param name="leadsAndContacts">All ids at once. They are locked in one order, so that two transactions cannot deadlock.</param>
    public static async Task Lock(SalesDb db, IEnumerable<Guid> leadsAndContacts, CancellationToken cancellation)
    {
        if (leadsAndContacts.Distinct().ToArray() is { Length: > 0 } all)
        {
            await db.Database.ExecuteSqlAsync($"""
                select pg_advisory_xact_lock(key)
                from (select hashtextextended('outreach.' || id::text, 0) as key from unnest({all}) id order by key) keys
                """, cancellation);
        }
    }

    /// <summary>Records an outreach to leads, and to the leads who are the given contacts.</summary>
    /// <remarks>Call it in the transaction that logs the outreach, before the save.</remarks>
    public static async Task Record(
        SalesDb db, IReadOnlyList<Guid> leads, IReadOnlyList<Guid> contacts, DateTimeOffset at, CancellationToken cancellation)
    {
        await Lock(db, [.. leads, .. contacts], cancellation);
        await Record(db, [.. leads.Union(await LeadsOf(contacts, db, cancellation))], at, cancellation);
    }

    /// <summary>Records an outreach to leads. It counts for the latest handoff of each lead that existed at the time.</summary>
    /// <remarks>Call it before the save. Calls may be repeated and may come in any order.</remarks>
    /// <param name="at">When the person reached out, not when it was logged.</param>
    public static async Task Record(SalesDb db, IReadOnlyCollection<Guid> leads, DateTimeOffset at, CancellationToken cancellation)
    {
        if (leads.Count == 0)
        {
            return;
        }

        // The latest handoff may belong to a representative whose records the caller does not see. Then it stays as it is, as it does if
        // the caller names it by its id. Handoffs are read without tracking, because only their clocks change; a handoff that this
        // transaction changes is tracked already, and its changed state counts.
        var ids = leads.ToArray();
        var stored = await db.Handoffs.IgnoringOwnership().AsNoTracking()
            .Where(handoff => ids.Contains(handoff.LeadId) && handoff.HandedOffAt <= at).ToListAsync(cancellation);
        var tracked = db.Handoffs.Local.ToDictionary(handoff => handoff.Id);
        var latest = stored.GroupBy(handoff => handoff.LeadId).Select(ofLead => ofLead.MaxBy(handoff => handoff.HandedOffAt)!)
            .Where(handoff => db.Sight.Sees(handoff.RepresentativeId))
            .Select(handoff => tracked.GetValueOrDefault(handoff.Id, handoff)).ToList();
        var recorder = await OutreachRecorder.Load(db, latest, cancellation);
        latest.ForEach(handoff => recorder.Record(handoff, at));
    }

    /// <summary>The leads who are these contacts, by the rule that <see cref="ContactBook"/> finds contacts by.</summary>
    private static async Task<IReadOnlyList<Guid>> LeadsOf(IReadOnlyList<Guid> contacts, SalesDb db, CancellationToken cancellation)
    {
        if (contacts.Count == 0)
        {
            return [];
        }

        // The addresses of contacts that were merged into these lead to them as well.
        var addresses = await db.Contacts.AsNoTracking()
            .Where(contact => contacts.Contains(contact.Id)
                || (contact.MergedIntoId != null && contacts.Contains(contact.MergedIntoId.Value)))
            .Select(contact => new { contact.Email, contact.PhoneKey, IsMerged = contact.MergedIntoId != null }).ToListAsync(cancellation);
        var emails = addresses.Select(address => address.Email).OfType<string>().ToArray();
        var phones = addresses.Select(address => address.PhoneKey).OfType<string>().ToArray();

        // Two people who both have an email address may share a phone, so the phone identifies nobody then. Many leads may share the
        // phone of a company, so the query leaves them out.
        var hasNoEmail = addresses.Exists(address => !address.IsMerged && address.Email is null);
        var candidates = await db.Handoffs.IgnoringOwnership().AsNoTracking()
            .Where(handoff => (handoff.LeadEmail != null && emails.Contains(handoff.LeadEmail))
                || (handoff.LeadPhone != null && phones.Contains(handoff.LeadPhone) && (hasNoEmail || handoff.LeadEmail == null)))
            .Select(handoff => new
            {
                handoff.LeadId,
                Person = new ContactDetails("", handoff.LeadEmail, null, handoff.LeadPhone, null, FieldValues.None),
            })
            .ToListAsync(cancellation);
        var book = await ContactBook.Open(db, candidates.Select(candidate => candidate.Person), cancellation);
        return
        [
            .. candidates.Where(candidate => book.Find(candidate.Person) is { } contact && contacts.Contains(contact.Id))
                .Select(candidate => candidate.LeadId).Distinct(),
        ];
    }
}
