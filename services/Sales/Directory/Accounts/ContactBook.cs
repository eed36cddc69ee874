using Funnel.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace Funnel.Sales.Accounts;

/// <summary>
/// The one rule by which a contact is found or added, on every path: by e-mail address, else by phone number. Two who have
/// different addresses are two people, though they share a line. What was merged away leads to what it went into.
/// </summary>
/// <remarks>
/// Opened for all of a batch at once; what it adds is found by the rest of the batch. A race is settled by the unique indexes. It
/// looks at everybody's contacts: who is the same person does not depend on who asks. Whoever is linked is seen from then on, so a
/// path on which callers name people as they like asks <see cref="Refuse"/> first.
/// </remarks>
internal sealed class ContactBook
{
    private readonly SalesDb db;
    private readonly Dictionary<string, Contact> byEmail = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Contact> byPhone = new(StringComparer.Ordinal);
    private readonly Dictionary<(Guid AccountId, Guid ContactId), AccountContact> links;
    private readonly HashSet<Guid> unseen;

    private ContactBook(SalesDb db, List<Contact> known, MergeRedirects<Contact> survivors, List<AccountContact> links, HashSet<Guid> unseen)
    {
        this.db = db;
        this.unseen = unseen;
        this.links = links.ToDictionary(link => (link.AccountId, link.ContactId));
        foreach (var contact in known.OrderBy(contact => contact.MergedIntoId is not null))
        {
            Remember(contact, survivors.Of(contact));
        }
    }

    /// <param name="named">Contacts who are known already, and are to be linked.</param>
    public static Task<ContactBook> Open(SalesDb db, IEnumerable<ContactDetails> wanted, CancellationToken cancellation, IEnumerable<Contact>? named = null) =>
        Open(db, db.Contacts, wanted, named ?? [], cancellation);

    /// <summary>Another contact who is the same person by the rule, and whether the phone number is still nobody's.</summary>
    public static async Task<(Contact? Other, bool IsFree)> FindOther(SalesDb db, Contact contact, ContactDetails wanted, CancellationToken cancellation)
    {
        var book = await Open(db, db.Contacts.AsNoTracking(), [wanted], [], cancellation);
        var holder = wanted.PhoneKey is null ? null : book.byPhone.GetValueOrDefault(wanted.PhoneKey);
        return (book.Find(wanted) is { } other && other.Id != contact.Id ? other : null, holder is null || holder.Id == contact.Id);
    }

    public Contact? Find(ContactDetails wanted) =>
        wanted.Email is { } email && byEmail.TryGetValue(email, out var sameAddress) ? sameAddress
        : wanted.PhoneKey is { } phone && byPhone.TryGetValue(phone, out var sameLine) && (wanted.Email is null || sameLine.Email is null) ? sameLine
        : null;

    /// <summary>Why the caller may not have this person found: they are there, at accounts that are all somebody else's.</summary>
    public Refusal? Refuse(ContactDetails wanted) => Find(wanted) is { } known && !Sees(known) ? AccountRefusals.ContactSomebodyElses : null;

    /// <summary>Whether the caller may see whom the book knows, or was told of.</summary>
    public bool Sees(Contact contact) => !unseen.Contains(contact.Id);

    /// <param name="account">Where the contact is from now on, unless there already.</param>
    /// <param name="role">Absent: as it is.</param>
    public (Contact Contact, bool IsNew) FindOrAdd(ContactDetails wanted, Account? account, BuyingRole? role, DateTimeOffset now)
    {
        var isTaken = wanted.PhoneKey is not null && byPhone.ContainsKey(wanted.PhoneKey);
        var known = Find(wanted);
        var contact = known ?? Contact.Add(isTaken ? wanted with { PhoneKey = null } : wanted, now);
        if (known is null)
        {
            db.Add(contact);
        }
        else
        {
            contact.Learn(isTaken ? wanted with { PhoneKey = null } : wanted);
        }

        Remember(contact, contact);
        if (account is not null)
        {
            Link(account, contact, role, now);
        }

        return (contact, known is null);
    }

    /// <param name="role">Absent: as it is.</param>
    public void Link(Account account, Contact contact, BuyingRole? role, DateTimeOffset now)
    {
        if (!links.TryGetValue((account.Id, contact.Id), out var link))
        {
            link = AccountContact.Link(account, contact, role, now);
            links.Add((account.Id, contact.Id), link);
            db.Add(link);
        }
        else if (role is not null)
        {
            link.Play(role);
        }
    }

    private static async Task<ContactBook> Open(
        SalesDb db, IQueryable<Contact> all, IEnumerable<ContactDetails> wanted, IEnumerable<Contact> named, CancellationToken cancellation)
    {
        var list = wanted.ToList();
        var emails = list.Select(one => one.Email).OfType<string>().Distinct().ToArray();
        var phones = list.Select(one => one.PhoneKey).OfType<string>().Distinct().ToArray();
        var known = await all.Where(contact => (contact.Email != null && emails.Contains(contact.Email)) || (contact.PhoneKey != null && phones.Contains(contact.PhoneKey)))
            .ToListAsync(cancellation);
        var survivors = await MergeRedirects<Contact>.Of(all, known, cancellation);
        var ids = known.Select(survivors.Of).Concat(named).Select(contact => contact.Id).Distinct().ToArray();
        HashSet<Guid> seen = db.Sight.SeesAll ? [.. ids] : [.. await db.SeenContacts.Where(contact => ids.Contains(contact.Id)).Select(contact => contact.Id).ToListAsync(cancellation)];
        return new(db, known, survivors, await db.AccountContacts.Where(link => ids.Contains(link.ContactId)).ToListAsync(cancellation), [.. ids.Where(id => !seen.Contains(id))]);
    }

    private void Remember(Contact found, Contact survivor)
    {
        if (found.Email is not null)
        {
            byEmail.TryAdd(found.Email, survivor);
        }

        if (found.PhoneKey is not null)
        {
            byPhone.TryAdd(found.PhoneKey, survivor);
        }
    }
}
